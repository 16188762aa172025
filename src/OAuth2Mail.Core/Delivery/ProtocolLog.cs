using System.Globalization;
using System.Text;
using MailKit;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Delivery;

/// <summary>A file with the conversations of a run: SMTP, as MailKit writes it without what authenticates, and token requests.</summary>
/// <param name="path">The full path.</param>
internal sealed class ProtocolLog(string path) : IDisposable
{
    private readonly object _gate = new();
    private Stream? _file;

    /// <summary>Opens the file for appending, before anything is said.</summary>
    /// <exception cref="OAuth2MailException">It cannot be written.</exception>
    public void Open()
    {
        try
        {
            lock (_gate)
            {
                // Several conversations write to it.
                _file ??= Stream.Synchronized(RegularFile.Open(
                    path, file => new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read)));
            }
        }
        catch (Exception e) when (RegularFile.IsFailure(e))
        {
            throw new OAuth2MailException(
                "ProtocolLogFailed",
                FailureKind.Unavailable,
                $"The protocol log '{path}' cannot be written: {e.Message}",
                "Give -ProtocolLogPath a file that this account can write, and that no other run uses.",
                e);
        }
    }

    /// <summary>What a connection writes to; the file stays open after it.</summary>
    /// <exception cref="OAuth2MailException">It cannot be written.</exception>
    public IProtocolLogger ForConnection()
    {
        Open();
        return new RedactedLogger(new ProtocolLogger(_file!, leaveOpen: true) { LogTimestamps = true });
    }

    /// <summary>Writes a line, if the file is open.</summary>
    public void Write(string line)
    {
        // As MailKit does it.
        byte[] bytes = Encoding.UTF8.GetBytes(string.Format(
            CultureInfo.InvariantCulture, "{0:yyyy-MM-ddTHH:mm:ssZ} {1}\r\n", DateTimeOffset.UtcNow, line));
        lock (_gate)
        {
            _file?.Write(bytes, 0, bytes.Length);
            _file?.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }
}
