using MailKit;

namespace OAuth2Mail.Delivery;

/// <summary>
/// Counts the bytes of a message that went out. While some are missing the server cannot have taken it: without the
/// line that ends a message there is none (RFC 5321 §4.1.1.4).
/// </summary>
internal sealed class TransferMeter : ITransferProgress
{
    public long Bytes { get; private set; }

    /// <summary>Whether the end may have gone out too.</summary>
    public bool IsComplete { get; private set; }

    public void Report(long bytesTransferred, long totalSize)
    {
        Bytes = bytesTransferred;
        IsComplete = bytesTransferred >= totalSize;
    }

    public void Report(long bytesTransferred)
    {
        Bytes = bytesTransferred;
        IsComplete = true;
    }
}
