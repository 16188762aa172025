using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>A received message in JSON.</summary>
internal sealed record MessageView(
    string From,
    IEnumerable<string> FromParameters,
    IEnumerable<string> To,
    string? Subject,
    string? HeaderFrom,
    string? HeaderTo,
    string? MessageId,
    string? UserName,
    string? Mechanism,
    bool IsEncrypted,
    int ConnectionId,
    long Length,
    string Sha256,
    string Raw)
{
    public static MessageView Of(ReceivedMessage message) => new(
        message.From,
        message.FromParameters,
        message.Recipients.Select(static recipient => recipient.Address),
        message.Header("Subject"),
        message.Header("From"),
        message.Header("To"),
        message.Header("Message-Id"),
        message.UserName,
        message.Mechanism,
        message.IsEncrypted,
        message.ConnectionId,
        message.Length,
        message.Sha256,
        Convert.ToBase64String(message.Content.Span));
}
