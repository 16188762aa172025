using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Delivery;

/// <summary>
/// Identifies messages by what is sent: envelope, subject, content and the contents of attachments. Not by what is new each
/// time, such as date, Message-ID and boundaries.
/// </summary>
internal sealed class MessageIdentity
{
    // A mail merge attaches the same file again and again: it is read once, as long as it does not change.
    private readonly Dictionary<(string Path, long Length, DateTime Written), byte[]> _files = [];

    /// <summary>Identifies a message that is composed of what a user described.</summary>
    /// <exception cref="OAuth2MailException">A file cannot be read.</exception>
    public async Task<string> OfAsync(OutgoingMessage message, string sender, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "composed", message.From ?? sender);
        foreach (IReadOnlyList<string> list in new[] { message.To, message.Cc, message.Bcc, message.ReplyTo, message.References, message.ReadReceiptTo })
        {
            Add(hash, [list.Count.ToString(CultureInfo.InvariantCulture), .. list]);
        }

        Add(hash, message.Subject, message.TextBody, message.HtmlBody, message.MessageId, message.InReplyTo, message.ImageFolder);
        Add(hash, message.Encoding.WebName, message.Priority.ToString(), message.IsAutoSubmitted.ToString());
        Add(hash, message.Security?.Signer?.ToString());
        Add(hash, [.. (message.Security?.Readers ?? []).Select(reader => reader.ToString())]);
        Add(hash, [.. message.Headers.SelectMany(header => new[] { header.Key, header.Value })]);
        foreach (string file in message.Attachments)
        {
            Add(hash, "attachment", Path.GetFileName(file));
            hash.AppendData(await ReadAsync(file, "Attachment", cancellationToken).ConfigureAwait(false));
        }

        foreach (KeyValuePair<string, string> image in message.InlineImages)
        {
            Add(hash, "image", image.Key);
            hash.AppendData(await ReadAsync(image.Value, "Image", cancellationToken).ConfigureAwait(false));
        }

        if (message.CalendarFile is not null)
        {
            Add(hash, "calendar");
            hash.AppendData(await ReadAsync(message.CalendarFile, "CalendarFile", cancellationToken).ConfigureAwait(false));
        }

        return Text(hash);
    }

    /// <summary>Identifies a message that is a file.</summary>
    /// <exception cref="OAuth2MailException">The file cannot be read.</exception>
    public async Task<string> OfFileAsync(string file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "prepared");
        hash.AppendData(await ReadAsync(file, "Message", cancellationToken).ConfigureAwait(false));
        return Text(hash);
    }

    // What it is called in an error is what composing the message would call it.
    private async Task<byte[]> ReadAsync(string file, string what, CancellationToken cancellationToken)
    {
        var info = new FileInfo(file);
        (string, long, DateTime) key = (file, info.Exists ? info.Length : 0, info.Exists ? info.LastWriteTimeUtc : default);
        if (_files.TryGetValue(key, out byte[]? known))
        {
            return known;
        }

        using FileStream stream = FilePart.OpenFile(file, what);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(piece, 0, piece.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(piece, 0, read);
        }

        byte[] content = hash.GetHashAndReset();
        _files.Add(key, content);
        return content;
    }

    // Each part with its length: "ab" and "c" are not "a" and "bc", and nothing is not an empty text.
    private static void Add(IncrementalHash hash, params string?[] parts)
    {
        foreach (string? part in parts)
        {
            byte[] bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(part is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }
    }

    // 128 bits are enough to tell any number of messages apart, and half as much to keep in mind.
    private static string Text(IncrementalHash hash) =>
        Convert.ToBase64String(hash.GetHashAndReset(), 0, 16).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
