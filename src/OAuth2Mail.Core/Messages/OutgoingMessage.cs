using System.Text;
using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>A message as the user described it, before it becomes MIME.</summary>
internal sealed record OutgoingMessage
{
    /// <summary>The sender; null for the profile's default.</summary>
    public string? From { get; init; }

    public IReadOnlyList<string> To { get; init; } = [];

    public IReadOnlyList<string> Cc { get; init; } = [];

    public IReadOnlyList<string> Bcc { get; init; } = [];

    public IReadOnlyList<string> ReplyTo { get; init; } = [];

    public string? Subject { get; init; }

    /// <summary>The plain text alternative.</summary>
    public string? TextBody { get; init; }

    /// <summary>The HTML alternative.</summary>
    public string? HtmlBody { get; init; }

    /// <summary>Full paths of files.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    public MessagePriority Priority { get; init; } = MessagePriority.Normal;

    /// <summary>The bodies' character set.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;
}
