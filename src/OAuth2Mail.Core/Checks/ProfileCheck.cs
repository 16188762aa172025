namespace OAuth2Mail;

/// <summary>One step of <c>Test-OAuth2MailProfile</c>.</summary>
public sealed class ProfileCheck
{
    internal ProfileCheck(
        string name, string check, CheckStatus status, TimeSpan duration, string detail, string? advice = null, string? errorId = null)
    {
        Name = name;
        Check = check;
        Status = status;
        Duration = duration;
        Detail = detail;
        Advice = advice;
        ErrorId = errorId;
    }

    /// <summary>The profile's name.</summary>
    public string Name { get; }

    /// <summary>What was checked: Vault, Credential, Token, Dns, Tcp, Tls, Capability, Authentication, Sender or Delivery.</summary>
    public string Check { get; }

    /// <summary>How it ended.</summary>
    public CheckStatus Status { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>What was found.</summary>
    public string Detail { get; }

    /// <summary>What to do about it, or to know; null where there is nothing.</summary>
    public string? Advice { get; }

    /// <summary>The stable id of the failure, as in <c>about_OAuth2Mail_Errors</c>; null where there was none.</summary>
    public string? ErrorId { get; }

    /// <summary>The check and how it ended.</summary>
    public override string ToString() => $"{Check}: {Status}";
}
