using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Help;

public sealed class GetHelpTests : IDisposable
{
    private readonly EngineSession _session = new();

    public GetHelpTests() => _session.Run($"Import-Module '{Checkout.ModuleManifest}'").ThrowOnErrors();

    public static TheoryData<string> Cmdlets { get; } = new(
        "Get-OAuth2MailProfile", "Get-OAuth2Token", "Invoke-OAuth2Authorization", "New-OAuth2MailProfile",
        "Remove-OAuth2MailProfile", "Send-OAuth2MailMessage", "Set-OAuth2MailProfile", "Test-OAuth2MailProfile",
        "Update-OAuth2Token");

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_has_a_synopsis_a_description_and_examples_with_code(string cmdlet)
    {
        EngineResult result = _session.Run($$"""
            $help = Get-Help {{cmdlet}} -Full
            $help.Synopsis
            -join $help.Description.Text
            $help.Examples.Example | ForEach-Object { $_.Code }
            """);

        string[] texts = [.. result.All<string>().Select(text => text.Trim())];
        Assert.True(texts.Length >= 3, "An example is missing.");
        Assert.DoesNotContain("", texts);
        // Without a help file the engine shows the syntax in the synopsis' place.
        Assert.DoesNotContain("[<CommonParameters>]", texts[0], StringComparison.Ordinal);
        Assert.All(texts[2..], code => Assert.Contains("OAuth2", code, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_parameter_has_a_description(string cmdlet)
    {
        EngineResult result = _session.Run($$"""
            $described = @{}
            (Get-Help {{cmdlet}} -Full).Parameters.Parameter | Where-Object { (-join $_.Description.Text).Trim() } | ForEach-Object { $described[$_.Name] = $true }
            'described: ' + $described.Count
            (Get-Command {{cmdlet}}).Parameters.Keys | Where-Object {
                $_ -notin [Management.Automation.Cmdlet]::CommonParameters -and -not $described.ContainsKey($_)
            }
            """);

        string count = Assert.Single(result.All<string>());
        Assert.NotEqual("described: 0", count);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_syntax_has_every_parameter_set_and_marks_what_is_mandatory(string cmdlet)
    {
        EngineResult result = _session.Run($$"""
            (Get-Help {{cmdlet}}).Syntax.SyntaxItem | ForEach-Object { ($_.Parameter | Where-Object Required -eq 'true').Name -join ' ' }
            '--'
            (Get-Command {{cmdlet}}).ParameterSets | ForEach-Object { ($_.Parameters | Where-Object IsMandatory).Name -join ' ' }
            """);

        string[] lines = [.. result.All<string>().Select(line => string.Join(" ", line.Split(' ').Order(StringComparer.Ordinal)))];
        int middle = Array.IndexOf(lines, "--");
        Assert.NotEqual(0, middle);
        Assert.Equal(lines[(middle + 1)..].Order(), lines[..middle].Order());
    }

    [Fact]
    public void The_topic_about_the_module_is_found()
    {
        string topic = _session.Run("Get-Help about_OAuth2Mail").One<string>();

        Assert.Contains("Send-OAuth2MailMessage", topic, StringComparison.Ordinal);
    }

    [Fact]
    public void The_topic_about_errors_lists_their_ids()
    {
        string topic = _session.Run("Get-Help about_OAuth2Mail_Errors").One<string>();

        Assert.All(
            ["SmtpAuthenticationDisabled (AuthenticationError)", "ClientSecretExpired", "MfaRequired", "DeliveryUncertain", "VaultLocked"],
            id => Assert.Contains(id, topic, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Import-Module '{0}' -Force")]
    [InlineData("Remove-Module OAuth2Mail; Import-Module '{0}'")]
    public void Help_survives_another_import(string again)
    {
        string synopsis = _session
            .Run(again.Replace("{0}", Checkout.ModuleManifest, StringComparison.Ordinal) + "; (Get-Help Get-OAuth2Token).Synopsis")
            .One<string>();

        Assert.Contains("access token", synopsis, StringComparison.Ordinal);
    }
}
