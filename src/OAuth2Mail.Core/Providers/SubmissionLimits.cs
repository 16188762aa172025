namespace OAuth2Mail.Providers;

/// <summary>The limits of the providers' submission servers, whatever mode a profile has.</summary>
internal static class SubmissionLimits
{
    /// <summary>The most recipients that a message may have at a server; null where it is not known.</summary>
    /// <remarks>
    /// https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits
    /// (an administrator can change it), https://support.google.com/a/answer/166852
    /// </remarks>
    public static int? RecipientsOf(string smtpServer) => smtpServer.ToLowerInvariant() switch
    {
        "smtp.office365.com" or "smtp.office365.us" or "smtp.partner.outlook.cn" => 1000,
        GoogleEndpoints.SmtpServer => 100,
        _ => null,
    };
}
