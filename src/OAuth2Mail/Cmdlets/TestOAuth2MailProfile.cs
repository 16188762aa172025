using System.Management.Automation;
using OAuth2Mail.Checks;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets;

/// <summary>
/// Checks each step of sending a message (vault, credential, token, DNS, TCP, TLS, SMTP capability, AUTH, sender) and says what
/// to fix.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "OAuth2MailProfile")]
[OutputType(typeof(ProfileCheck), typeof(bool))]
public sealed class TestOAuth2MailProfile : ProfileCmdlet
{
    /// <summary>Sends a test message to this address as well.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SendTo { get; set; }

    /// <summary>Returns only whether no check failed, for monitoring.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override async Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        bool isGood = true;
        using ProfileTester tester = new ModuleServices(pipeline).CreateTester();
        await tester.RunAsync(
            ProfileName.Parse(Name),
            Vault,
            SendTo,
            check =>
            {
                isGood &= check.Status != CheckStatus.Failed;
                return Quiet ? Task.CompletedTask : pipeline.WriteObjectAsync(check);
            },
            cancellationToken).ConfigureAwait(false);
        if (Quiet)
        {
            await pipeline.WriteObjectAsync(isGood).ConfigureAwait(false);
        }
    }
}
