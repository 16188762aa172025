using MimeKit;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Messages;

/// <summary>Makes a message part from a file, which stays open and is read while the message is sent.</summary>
internal static class FilePart
{
    /// <exception cref="OAuth2MailException">It cannot be read, or its name cannot be sent.</exception>
    public static MimeEntity Attachment(string path) => Open(path, "Attachment", ContentDisposition.Attachment);

    /// <param name="path">The image's full path.</param>
    /// <param name="contentId">What <c>cid:</c> in the HTML refers to (RFC 2392), without brackets.</param>
    /// <exception cref="OAuth2MailException">It cannot be read, or its name cannot be sent.</exception>
    public static MimeEntity Inline(string path, string contentId)
    {
        MimeEntity part = Open(path, "Image", ContentDisposition.Inline);
        part.Headers.Add(HeaderId.ContentId, $"<{contentId}>");
        return part;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="what">What the file is to the message, the first word of an error and of its id.</param>
    /// <exception cref="OAuth2MailException">
    /// It does not exist, is a folder, or is in exclusive use by another program.
    /// </exception>
    public static FileStream OpenFile(string path, string what)
    {
        try
        {
            return RegularFile.Open(path, regular => new MessageFileStream(regular, what));
        }
        catch (Exception e) when (RegularFile.IsFailure(e))
        {
            throw Unreadable(path, what, e);
        }
    }

    /// <summary>The failure of a file that cannot be read, or not to its end.</summary>
    public static OAuth2MailException Unreadable(string path, string what, Exception e) => new(
        $"{what}Unreadable",
        e is FileNotFoundException or DirectoryNotFoundException ? FailureKind.NotFound : FailureKind.InvalidArgument,
        $"{what} '{path}' cannot be read: {(Directory.Exists(path) ? "it is a folder." : e.Message)}",
        "The message was not sent. Check the path and whether another program has the file open.",
        e);

    private static MimeEntity Open(string path, string what, string disposition)
    {
        FileStream file = OpenFile(path, what);
        try
        {
            string name = HeaderText.Check(Path.GetFileName(path), $"The name of a file ('{Path.GetDirectoryName(path)}')");
            string type = MimeTypes.GetMimeType(name);
            MimeEntity part = IsMessage(type) && AttachedMessage.Make(file) is MessagePart message ? message : new MimePart(Encodable(type))
            {
                Content = new MimeContent(file),
                // Fixed, so that the file is not read once more to find the best encoding.
                ContentTransferEncoding = ContentEncoding.Base64,
            };
            part.ContentDisposition = new ContentDisposition(disposition) { FileName = name };
            part.ContentType.Name = name;
            return part;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool IsMessage(string type) => type.Equals("message/rfc822", StringComparison.OrdinalIgnoreCase);

    // RFC 2046 §5.2.1 and RFC 2045 §6.4: a composite type cannot be encoded as a whole.
    private static string Encodable(string type) =>
        type.StartsWith("message/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            ? "application/octet-stream"
            : type;
}
