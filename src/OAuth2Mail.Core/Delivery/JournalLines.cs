namespace OAuth2Mail.Delivery;

/// <summary>Reads lines of bytes, each of a bounded length, and keeps what stands after the last one apart.</summary>
internal sealed class JournalLines(Stream stream, int longest)
{
    private readonly byte[] _piece = new byte[64 * 1024];
    private readonly List<byte> _line = [];
    private int _position;
    private int _length;

    /// <summary>At the end: what follows the last line break; null if nothing does.</summary>
    public byte[]? Torn { get; private set; }

    /// <returns>The next line without its line break; null at the end.</returns>
    /// <exception cref="NotSupportedException">It is longer than any that was written.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int end = Array.IndexOf(_piece, (byte)'\n', _position, _length - _position);
            int stop = end < 0 ? _length : end;
            _line.AddRange(new ArraySegment<byte>(_piece, _position, stop - _position));
            if (_line.Count > longest)
            {
                throw new NotSupportedException("A line is too long.");
            }

            _position = stop + 1;
            if (end >= 0)
            {
                return Take();
            }

            _position = 0;
            _length = await stream.ReadAsync(_piece, 0, _piece.Length, cancellationToken).ConfigureAwait(false);
            if (_length == 0)
            {
                byte[] rest = Take();
                Torn = rest.Length == 0 ? null : rest;
                return null;
            }
        }
    }

    private byte[] Take()
    {
        byte[] line = [.. _line];
        _line.Clear();
        return line;
    }
}
