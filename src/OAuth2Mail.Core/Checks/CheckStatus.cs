namespace OAuth2Mail;

/// <summary>How a check of <c>Test-OAuth2MailProfile</c> ended.</summary>
public enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>It works now, but something needs attention.</summary>
    Warning,

    /// <summary>Mail cannot be sent because of this.</summary>
    Failed,

    /// <summary>Not tried, because a check before it failed or because it does not apply.</summary>
    Skipped,
}
