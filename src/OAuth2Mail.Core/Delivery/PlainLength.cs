using MimeKit.IO.Filters;

namespace OAuth2Mail.Delivery;

/// <summary>Counts the bytes that pass through, and changes nothing.</summary>
internal sealed class PlainLength : MimeFilterBase
{
    public long Bytes { get; private set; }

    protected override byte[] Filter(
        byte[] input, int startIndex, int length, out int outputIndex, out int outputLength, bool flush)
    {
        Bytes += length;
        outputIndex = startIndex;
        outputLength = length;
        return input;
    }
}
