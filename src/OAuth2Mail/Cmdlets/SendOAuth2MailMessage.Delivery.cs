using System.Management.Automation;
using OAuth2Mail.Delivery;

namespace OAuth2Mail.Cmdlets;

/// <content>How it is delivered, and what is told of that.</content>
public sealed partial class SendOAuth2MailMessage
{
    /// <summary>How many seconds the server may take for each answer. 120 by default.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = (int)MailSession.DefaultTimeout.TotalSeconds;

    /// <summary>Writes a result for each message.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }
}
