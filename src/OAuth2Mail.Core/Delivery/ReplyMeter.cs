using System.Globalization;
using MailKit;

namespace OAuth2Mail.Delivery;

/// <summary>
/// Limits what a server says between two commands, in bytes and in time: MailKit reads a reply of any number of lines, and its
/// time-out begins anew with each of them.
/// </summary>
/// <param name="log">Gets everything too.</param>
/// <param name="time">The clock.</param>
internal sealed class ReplyMeter(IProtocolLogger log, TimeProvider time) : IProtocolLogger
{
    /// <summary>Far more than the replies to a thousand recipients at once.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    private long _bytes;
    private long _lastCommand = time.GetTimestamp();

    /// <summary>How long a reply may take as a whole.</summary>
    public Func<TimeSpan> Patience { get; set; } = () => Timeout.InfiniteTimeSpan;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector
    {
        get => log.AuthenticationSecretDetector;
        set => log.AuthenticationSecretDetector = value;
    }

    public void LogConnect(Uri uri)
    {
        _lastCommand = time.GetTimestamp();
        log.LogConnect(uri);
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
        _bytes = 0;
        _lastCommand = time.GetTimestamp();
        log.LogClient(buffer, offset, count);
    }

    /// <exception cref="IOException">It is too much.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        log.LogServer(buffer, offset, count);
        _bytes += count;
        if (_bytes > MaximumBytes)
        {
            throw new IOException(string.Format(
                CultureInfo.InvariantCulture, "The server's reply has more than {0:N0} bytes.", MaximumBytes));
        }

        TimeSpan patience = Patience();
        if (patience > TimeSpan.Zero && time.GetElapsedTime(_lastCommand) > patience)
        {
            throw new TimeoutException("The server does not come to the end of its reply.");
        }
    }

    public void Dispose() => log.Dispose();
}
