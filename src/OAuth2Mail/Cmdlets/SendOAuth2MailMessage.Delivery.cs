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

    /// <summary>
    /// Also writes what is sent: to this folder, or to this file where it ends with .eml. With <c>-WhatIf</c> it is only
    /// written. Nothing is written over; a name that is taken gets a number.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SaveTo { get; set; }

    /// <summary>Writes a result for each message.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }
}
