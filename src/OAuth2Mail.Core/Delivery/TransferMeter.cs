using MailKit;

namespace OAuth2Mail.Delivery;

/// <summary>
/// Counts the bytes of a message that were sent. Until all of them were, the server cannot have accepted the message: it ends
/// with a line of its own (RFC 5321 §4.1.1.4).
/// </summary>
/// <param name="completed">Called when the last byte of the message was sent, before the line that ends it.</param>
internal sealed class TransferMeter(Action completed) : ITransferProgress
{
    public long Bytes { get; private set; }

    /// <summary>
    /// How many bytes the whole message has on the wire, dots doubled (RFC 5321 §4.5.2); null until it was measured. MailKit's
    /// own number is without the doubled dots.
    /// </summary>
    public long? Expected { get; set; }

    /// <summary>Whether the line that ends the message may have been sent, too.</summary>
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
