namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>A recipient of the envelope.</summary>
/// <param name="Address">The address.</param>
/// <param name="Parameters">The parameters of RCPT TO, such as <c>NOTIFY=SUCCESS</c>.</param>
public sealed record SmtpRecipient(string Address, IReadOnlyList<string> Parameters);
