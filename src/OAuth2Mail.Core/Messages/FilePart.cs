using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>Makes a part of a message of a file, which stays open and is read while the message is sent.</summary>
internal static class FilePart
{
    /// <exception cref="OAuth2MailException">It cannot be read, or its name cannot be sent.</exception>
    public static MimePart Attachment(string path) => Open(path, "Attachment", ContentDisposition.Attachment);

    /// <param name="path">The image's full path.</param>
    /// <param name="contentId">What <c>cid:</c> in the HTML refers to (RFC 2392), without brackets.</param>
    /// <exception cref="OAuth2MailException">It cannot be read, or its name cannot be sent.</exception>
    public static MimePart Inline(string path, string contentId)
    {
        MimePart part = Open(path, "Image", ContentDisposition.Inline);
        part.Headers.Add(HeaderId.ContentId, $"<{contentId}>");
        return part;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="what">What the file is to the message, the first word of an error and of its id.</param>
    /// <exception cref="OAuth2MailException">There is none, it is a folder, or another program has it for itself.</exception>
    public static FileStream OpenFile(string path, string what)
    {
        try
        {
            return new MessageFileStream(path, what);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
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

    private static MimePart Open(string path, string what, string disposition)
    {
        FileStream file = OpenFile(path, what);
        try
        {
            string name = HeaderText.Check(Path.GetFileName(path), $"The name of a file ('{Path.GetDirectoryName(path)}')");
            return new MimePart(MimeTypes.GetMimeType(name))
            {
                Content = new MimeContent(file),
                ContentDisposition = new ContentDisposition(disposition) { FileName = name },
                // Fixed, so that the file is not read a further time to find the best encoding.
                ContentTransferEncoding = ContentEncoding.Base64,
                FileName = name,
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
