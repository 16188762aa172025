namespace OAuth2Mail.Providers;

/// <summary>What a provider's submission server accepts, as far as the provider publishes it, whatever mode a profile has.</summary>
/// <remarks>
/// https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits
/// (an administrator can change some), https://support.google.com/a/answer/166852
/// </remarks>
internal sealed record SubmissionLimits
{
    private static readonly SubmissionLimits s_exchangeOnline = new()
    {
        Recipients = 1000,
        Connections = 3,
        MessagesPerMinute = 30,
        RecipientsPerDay = 10_000,
    };

    private static readonly SubmissionLimits s_gmail = new() { Recipients = 100 };

    // https://learn.microsoft.com/exchange/mail-flow-best-practices/high-volume-mails-m365
    private static readonly SubmissionLimits s_highVolume = new() { Recipients = 50 };

    private static readonly SubmissionLimits s_unknown = new();

    /// <summary>The most recipients of a message; null if it is not known.</summary>
    public int? Recipients { get; private init; }

    /// <summary>The most connections of a mailbox at once; null if it is not known.</summary>
    public int? Connections { get; private init; }

    /// <summary>The most messages of a mailbox in a minute; null if it is not known.</summary>
    public int? MessagesPerMinute { get; private init; }

    /// <summary>The most recipients of a mailbox in a day; null if it is not known, or depends on the tenant.</summary>
    public int? RecipientsPerDay { get; private init; }

    /// <summary>The limits of a submission server.</summary>
    public static SubmissionLimits Of(string smtpServer) => smtpServer.ToLowerInvariant() switch
    {
        "smtp.office365.com" or "smtp.office365.us" or "smtp.partner.outlook.cn" => s_exchangeOnline,
        GoogleEndpoints.SmtpServer => s_gmail,
        _ when MicrosoftCloud.IsHighVolume(smtpServer) => s_highVolume,
        _ => s_unknown,
    };
}
