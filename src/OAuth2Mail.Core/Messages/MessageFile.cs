using System.Globalization;
using MimeKit;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Messages;

/// <summary>Writes messages to files as they are sent.</summary>
internal static class MessageFile
{
    private const string Extension = ".eml";

    /// <summary>Writes a message to a file that was not there before.</summary>
    /// <param name="message">The message.</param>
    /// <param name="target">The full path of a file that ends with <c>.eml</c>, or else of a folder.</param>
    /// <param name="isDraft">It is not sent now, and keeps its Bcc header.</param>
    /// <param name="cancellationToken">Ends the writing; no file is left behind.</param>
    /// <returns>The file. If the name was taken, a number is added.</returns>
    /// <exception cref="OAuth2MailException">It cannot be written; no file is left behind.</exception>
    public static async Task<string> SaveAsync(
        ComposedMessage message, string target, bool isDraft, CancellationToken cancellationToken)
    {
        try
        {
            bool isFile = target.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(target);
            string folder = isFile ? Path.GetDirectoryName(target)! : target;
            string name = isFile ? Path.GetFileNameWithoutExtension(target) : SafeName(message.Message.MessageId);
            Directory.CreateDirectory(folder);
            string? path = null;
            try
            {
                using FileStream file = CreateNew(folder, name);
                path = file.Name;
                if (isDraft)
                {
                    NameHiddenRecipients(message);
                }

                await message.Message
                    .WriteToAsync(TransportFormat.For(message, isDraft), file, cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
            catch when (path is not null)
            {
                File.Delete(path);
                throw;
            }

            return path;
        }
        catch (Exception e) when (RegularFile.IsFailure(e))
        {
            throw new OAuth2MailException(
                "SaveFailed",
                FailureKind.Unavailable,
                $"The message cannot be saved to '{target}': {e.Message}",
                "It was not sent. -SaveTo takes a folder, or a file that ends with .eml.",
                e);
        }
    }

    // A composed message has its hidden recipients only in the envelope, and a file has no envelope.
    private static void NameHiddenRecipients(ComposedMessage message)
    {
        MimeMessage mime = message.Message;
        if (mime.ResentFrom.Count == 0)
        {
            var named = new HashSet<string>(mime.Bcc.Mailboxes.Select(mailbox => mailbox.Address), StringComparer.OrdinalIgnoreCase);
            mime.Bcc.AddRange(message.HiddenRecipients.Where(recipient => !named.Contains(recipient.Address)));
        }
    }

    private static FileStream CreateNew(string folder, string name)
    {
        for (int number = 1; ; number++)
        {
            string suffix = number == 1 ? "" : "-" + number.ToString(CultureInfo.InvariantCulture);
            string path = Path.Combine(folder, name + suffix + Extension);
            try
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 81920);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Taken; the next number may be free.
            }
        }
    }

    // Only characters that every file system accepts, and no name that Windows reserves for a device.
    private static string SafeName(string? messageId)
    {
        string safe = new([.. (messageId ?? "").Take(120).Select(c => c < 128 && (char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or '+') ? c : '_')]);
        safe = safe.Trim('.', '_');
        return safe.IndexOf('@') > 0 ? safe : "message" + (safe.Length == 0 ? "" : "-" + safe);
    }
}
