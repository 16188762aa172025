using MailKit;

namespace OAuth2Mail.Delivery;

/// <summary>Counts the bytes of a message that went out; none means that the server cannot have taken it.</summary>
internal sealed class TransferMeter : ITransferProgress
{
    public long Bytes { get; private set; }

    public void Report(long bytesTransferred, long totalSize) => Bytes = bytesTransferred;

    public void Report(long bytesTransferred) => Bytes = bytesTransferred;
}
