using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>
/// Checks what is written to it for what servers may not accept: 8-bit bytes and long lines. It does not check for what
/// mailboxes may change, such as "From " at the start of a line: a message that is sent byte for byte keeps that.
/// </summary>
internal sealed class LineMeter : Stream
{
    private int _length;

    private LineMeter()
    {
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private bool HasEightBit { get; set; }

    private bool HasNull { get; set; }

    private int LongestLine { get; set; }

    /// <summary>Looks at a part's content, decoded.</summary>
    public static LineMeter Of(IMimeContent content)
    {
        var meter = new LineMeter();
        content.DecodeTo(meter);
        return meter;
    }

    /// <summary>Looks at a part as a whole, headers and all.</summary>
    public static LineMeter Of(MimeEntity entity)
    {
        var meter = new LineMeter();
        entity.WriteTo(meter);
        return meter;
    }

    public bool Fits(EncodingConstraint constraint, int longestLine) =>
        constraint == EncodingConstraint.None
        || (LongestLine <= longestLine && !HasNull && !(HasEightBit && constraint == EncodingConstraint.SevenBit));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        for (int i = offset; i < offset + count; i++)
        {
            HasEightBit |= buffer[i] > 0x7f;
            HasNull |= buffer[i] == 0;
            _length = buffer[i] switch
            {
                (byte)'\n' => 0,
                (byte)'\r' => _length,
                _ => _length + 1,
            };
            LongestLine = Math.Max(LongestLine, _length);
        }
    }
}
