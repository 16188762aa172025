using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Pipeline;

/// <summary>
/// A report goes down the pipeline while the command that wrote it is at work, and there any of our commands may run: none
/// of them waits for what the first one holds.
/// </summary>
public sealed class NestedCommandTests(ModuleServers servers) : ModuleSession(servers)
{
    // A lock is waited for longer than this.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private const string Message = "-To to@contoso.test -Subject x -ProfileName";

    public static TheoryData<string> Commands =>
    [
        "Update-OAuth2Token mail -Force",
        "Update-OAuth2Token other -Force",
        $"Send-OAuth2MailMessage {Message} mail -PassThru",
        $"'a@contoso.test', 'b@contoso.test' | Send-OAuth2MailMessage -To {{ $_ }} -Subject x -ProfileName mail -PassThru",
        "Get-OAuth2Token mail -AsPlainText",
        "Get-OAuth2MailProfile",
        "Set-OAuth2MailProfile mail -From 'News <user@contoso.test>' -PassThru",
        "Test-OAuth2MailProfile mail",
        "Invoke-OAuth2Authorization mail",
        "New-OAuth2MailProfile mail -Force @new",
        "Get-OAuth2MailProfile | Update-OAuth2Token -Force",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Commands_in_the_stream_of_another_one_never_wait_for_it(string command)
    {
        NewUnattendedProfile("mail");
        NewUnattendedProfile("other");
        // Each record runs all of them: whatever the outer one holds at that moment, one of these wants it.
        const string Script = """
            $ErrorActionPreference = 'Stop'
            $new = @{ ClientSecretPost = $true; GrantType = 'ClientCredentials'; UserName = $user; ClientId = $confidentialClientId
                ClientSecret = ConvertTo-SecureString $clientSecret -AsPlainText -Force; TokenEndpoint = $tokenEndpoint
                Scope = $scope; SmtpServer = $smtpServer; Port = $smtpStartTlsPort; ServerCertificateThumbprint = $smtpThumbprintSha256 }
            $script:records = 0
            $script:nested = 0
            & ([scriptblock]::Create("$outer -Verbose -Debug 3>&1 4>&1 5>&1 6>&1")) | ForEach-Object {
                $script:records++
                if ($script:records -le 3) {
                    foreach ($inner in $commands) {
                        $null = & ([scriptblock]::Create($inner))
                        $script:nested++
                    }
                }
            }
            "$script:records records, $script:nested nested"
            """;
        var running = Task.Run(
            () => Run(Script, ("outer", command), ("commands", Commands.Select(row => row.Data).ToArray())), TestEnd);

        EngineResult result = await running.WaitAsync(s_patience, TestEnd);

        string told = result.One<string>();
        Assert.DoesNotContain(", 0 nested", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warning_that_comes_of_a_lock_is_taken_by_a_command_that_wants_it()
    {
        NewUnattendedProfile("mail");
        RegisterVault("FailSet = 1");

        Task<EngineResult> running = Task.Run(
            () => Run("Update-OAuth2Token mail -Force 3>&1 | ForEach-Object { (Update-OAuth2Token mail -Force).Source }"), TestEnd);

        EngineResult result = await running.WaitAsync(s_patience, TestEnd);
        Assert.Equal(["Provider", "Provider"], result.ThrowOnErrors().Output.Select(output => output!.ToString()));
    }
}
