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

    /// <summary>Content-IDs, each with the full path of the image that the HTML shows as <c>cid:…</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> InlineImages { get; init; } = [];

    /// <summary>The full path of the folder from which relative references to images start; null to embed none.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>The full path of an iCalendar file.</summary>
    public string? CalendarFile { get; init; }

    /// <summary>Further headers, in their order. A name may be repeated.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The Message-ID; null for a new one.</summary>
    public string? MessageId { get; init; }

    /// <summary>The Message-ID of the message that this one answers.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>The Message-IDs of the conversation so far, oldest first.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Who is to be notified when the message is read (RFC 8098).</summary>
    public IReadOnlyList<string> ReadReceiptTo { get; init; } = [];

    /// <summary>No person wrote it, so no machine should answer it (RFC 3834).</summary>
    public bool IsAutoSubmitted { get; init; }

    /// <summary>Who signs it, and who can read it; null for a plain message.</summary>
    public MessageSecurity? Security { get; init; }

    public MessagePriority Priority { get; init; } = MessagePriority.Normal;

    /// <summary>The character set of bodies, subject and names. Text that it cannot represent is sent in UTF-8.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;
}
