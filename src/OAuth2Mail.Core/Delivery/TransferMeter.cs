using MailKit;

namespace OAuth2Mail.Delivery;

/// <summary>
/// Counts the bytes of a message that went out. While some are missing the server cannot have taken it: without the
/// line that ends a message there is none (RFC 5321 §4.1.1.4).
/// </summary>
/// <param name="completed">Called when the last byte of the message is on its way, before its end is.</param>
internal sealed class TransferMeter(Action completed) : ITransferProgress
{
    public long Bytes { get; private set; }

    /// <summary>
    /// How many bytes the whole message has on the wire, dots doubled (RFC 5321 §4.5.2); null until it was measured.
    /// MailKit tells what it has without.
    /// </summary>
    public long? Expected { get; set; }

    /// <summary>Whether the end may have gone out too.</summary>
    public bool IsComplete { get; private set; }

    public void Report(long bytesTransferred, long totalSize) => Count(bytesTransferred, Expected ?? totalSize);

    public void Report(long bytesTransferred) => Count(bytesTransferred, Expected ?? 0);

    private void Count(long bytes, long expected)
    {
        Bytes = bytes;
        if (!IsComplete && bytes >= expected)
        {
            IsComplete = true;
            completed();
        }
    }
}
