using System.Buffers.Text;
using System.IO.Compression;
using System.Management.Automation;
using System.Text;
using OAuth2Mail.Engine.Tests.Pipeline;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Profiles;

public sealed class ChangedProfileTests(ModuleServers servers) : ModuleSession(servers)
{
    private const string Modes =
        "Exchange Microsoft365 ExchangeApplication Gmail GoogleServiceAccount ClientSecretPost PrivateKeyJwt";

    [Fact]
    public void Everything_that_a_new_profile_takes_can_be_changed()
    {
        EngineResult result = Do(
            $"(Get-Command New-OAuth2MailProfile).Parameters.Keys | Where-Object {{ $_ -notin ('{Modes}' -split ' ') -and $_ -ne 'Force' }} "
            + "| Where-Object { -not (Get-Command Set-OAuth2MailProfile).Parameters.ContainsKey($_) }");

        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-TenantId contoso.test", "TenantId")]
    [InlineData("-Cloud AzureChina", "Cloud")]
    [InlineData("-ManagedIdentity", "ManagedIdentity")]
    [InlineData("-KeyFile ./no.json", "KeyFile")]
    [InlineData("-From x@contoso.test -PrivateKeyId 7", "PrivateKeyId")]
    public void What_means_nothing_to_the_mode_is_refused(string parameters, string named)
    {
        NewUnattendedProfile("mail");

        ErrorRecord error = Assert.Single(Run($"Set-OAuth2MailProfile mail {parameters}").Errors);

        Assert.StartsWith("ParameterNotApplicable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"-{named} ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("ClientSecretPost", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(Servers.Describe()["user"], Do("(Get-OAuth2MailProfile mail).From").One<string>());
    }

    [Theory]
    [InlineData("$null")]
    [InlineData("''")]
    public void A_proxy_can_be_taken_away(string none)
    {
        NewUnattendedProfile("mail");
        Do("Set-OAuth2MailProfile mail -Proxy http://proxy.contoso.test:8080");
        Do("Set-OAuth2MailProfile mail -ProxyCredential ([pscredential]::new('u', $secure))", ("secure", new System.Net.NetworkCredential("", "p").SecurePassword));
        Assert.Equal("http://proxy.contoso.test:8080/", Do("\"$((Get-OAuth2MailProfile mail).Proxy)\"").One<string>());

        Do($"Set-OAuth2MailProfile mail -Proxy {none}");

        Assert.Equal("", Do("\"$((Get-OAuth2MailProfile mail).Proxy)\"").One<string>());
        Assert.Equal("Valid", Do("\"$((Update-OAuth2Token mail -Force).State)\"").One<string>());
    }

    [Fact]
    public void A_redirect_uri_can_be_taken_away()
    {
        NewProfile("person", "-RedirectUri http://127.0.0.1:8400/ ");

        Do("Set-OAuth2MailProfile person -RedirectUri $null");

        Assert.Null(Do("(Get-OAuth2MailProfile person).RedirectUri").Output.Single());
    }

    [Fact]
    public async Task A_new_secret_takes_effect_without_new_consent()
    {
        await NewAuthorizedProfileAsync("person");
        EngineResult result = Run(
            "Set-OAuth2MailProfile person -ClientSecret $secure -ClientSecretExpires ([datetime]::Now.AddDays(400)); "
            + "$p = Get-OAuth2MailProfile person; \"$($p.Authorized) $($p.SecretExpiresOn -gt [datetime]::Now)\"",
            ("secure", new System.Net.NetworkCredential("", "new-secret").SecurePassword));
        Assert.Equal("True True", result.ThrowOnErrors().One<string>());
        Assert.Empty(result.Warnings);
        Servers.Authorization.ClearRequests();

        Run("Update-OAuth2Token person -Force");

        Assert.Equal("new-secret", Assert.Single(TokenRequests)["client_secret"]);
    }

    [Theory]
    [InlineData("-ClientId other")]
    [InlineData("-UserName pat@contoso.test")]
    [InlineData("-Scope smtp, more")]
    [InlineData("-GrantType DeviceCode -DeviceAuthorizationEndpoint $deviceAuthorizationEndpoint")]
    public async Task What_the_consent_was_given_for_cannot_change_without_a_new_one(string parameters)
    {
        await NewAuthorizedProfileAsync("person");

        EngineResult result = Run($"Set-OAuth2MailProfile person {parameters}; (Get-OAuth2MailProfile person).Authorized");

        Assert.False(result.ThrowOnErrors().One<bool>());
        Assert.Contains("Invoke-OAuth2Authorization -Name person", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_issuer_keeps_the_tokens()
    {
        NewProfile("person");
        Do("Set-OAuth2MailProfile person -Issuer $issuer");
        await AuthorizeAsync("person");

        EngineResult result = Run("Set-OAuth2MailProfile person -Issuer $issuer; (Get-OAuth2MailProfile person).Authorized");

        Assert.True(result.ThrowOnErrors().One<bool>());
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Server_and_scope_follow_the_cloud()
    {
        EngineResult result = Do(
            "$null = New-OAuth2MailProfile app -ExchangeApplication -ClientId app -TenantId contoso.test -UserName a@contoso.test -ClientSecret $secure; "
            + "$p = Set-OAuth2MailProfile app -Cloud AzureUSGovernment -PassThru; \"$($p.SmtpServer) $($p.Scopes) $($p.TokenEndpoint)\"",
            ("secure", new System.Net.NetworkCredential("", "secret").SecurePassword));

        Assert.Equal(
            "smtp.office365.us https://outlook.office365.us/.default https://login.microsoftonline.us/contoso.test/oauth2/v2.0/token",
            result.One<string>());
    }

    [Fact]
    public void A_managed_identity_takes_the_place_of_the_secret()
    {
        EngineResult result = Do(
            "$null = New-OAuth2MailProfile app -ExchangeApplication -ClientId app -TenantId contoso.test -UserName a@contoso.test -ClientSecret $secure "
            + "-ClientSecretExpires 2031-01-01; $p = Set-OAuth2MailProfile app -ManagedIdentity -PassThru; "
            + "\"$($p.ManagedIdentity) '$($p.ClientId)' '$($p.SecretExpiresOn)'\"",
            ("secure", new System.Net.NetworkCredential("", "secret").SecurePassword));

        Assert.Equal("True '' ''", result.One<string>());
    }

    [Fact]
    public void What_a_newer_version_wrote_is_refused_and_not_overwritten_but_can_be_removed()
    {
        string newer = Pack("""{"version":99,"name":"mail","mode":"CarrierPigeon","userName":"a@contoso.test"}""");
        Do("Set-Secret oauth2mail-mail -Secret $newer -Vault $vault", ("newer", newer));

        foreach (string script in (string[])
            [
                "Get-OAuth2MailProfile mail", "Set-OAuth2MailProfile mail -Port 25", "Update-OAuth2Token mail",
                "New-OAuth2MailProfile mail -Force -ClientSecretPost -ClientId x -UserName a@contoso.test -SmtpServer s.test "
                    + "-TokenEndpoint https://a.test/t -AuthorizationEndpoint https://a.test/a",
            ])
        {
            Assert.StartsWith("ProfileVersionUnknown,", Assert.Single(Run(script).Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal(newer, Do("Get-Secret oauth2mail-mail -Vault $vault -AsPlainText").One<string>());
        }

        Do("Remove-OAuth2MailProfile mail");
        Assert.Empty(Do("Get-SecretInfo -Vault $vault").Output);
    }

    [Fact]
    public void What_nobody_can_read_is_overwritten_with_Force()
    {
        Do("Set-Secret oauth2mail-mail -Secret 'not a profile' -Vault $vault");

        NewUnattendedProfile("mail", "-Force");

        Assert.Equal("mail", Do("(Get-OAuth2MailProfile).Name").One<string>());
    }

    private static string Pack(string json)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(json));
        }

        return Base64Url.EncodeToString(packed.ToArray());
    }
}
