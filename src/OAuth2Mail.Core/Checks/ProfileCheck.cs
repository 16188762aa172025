namespace OAuth2Mail;

/// <summary>One step of <c>Test-OAuth2MailProfile</c>.</summary>
public sealed class ProfileCheck
{
    internal ProfileCheck(
        string name, string check, CheckStatus status, TimeSpan duration, string detail, string? advice = null)
    {
        Name = name;
        Check = check;
        Status = status;
        Duration = duration;
        Detail = detail;
        Advice = advice;
    }

    /// <summary>The profile's name.</summary>
    public string Name { get; }

    /// <summary>What was checked: Vault, Token, Dns, Tcp, Tls, Capability, Authentication, Sender or Delivery.</summary>
    public string Check { get; }

    /// <summary>How it ended.</summary>
    public CheckStatus Status { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>What was found.</summary>
    public string Detail { get; }

    /// <summary>What to do about it; null where nothing has to be done.</summary>
    public string? Advice { get; }

    /// <summary>The check and how it ended.</summary>
    public override string ToString() => $"{Check}: {Status}";
}
