using System.Buffers;
using System.Security.Cryptography;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>Counts and hashes a message as it comes in, and keeps it if asked to.</summary>
internal sealed class MessageSink(bool keeps, long? dropAfter) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream? _content = keeps ? new MemoryStream() : null;

    public long Length { get; private set; }

    public string Sha256 => Convert.ToHexString(_hash.GetCurrentHash());

    public ReadOnlyMemory<byte> Content => _content?.ToArray() ?? default;

    public bool Take(ReadOnlySequence<byte> piece)
    {
        foreach (var segment in piece)
        {
            _hash.AppendData(segment.Span);
            _content?.Write(segment.Span);
        }

        Length += piece.Length;
        return dropAfter is null || Length < dropAfter;
    }

    public void Dispose()
    {
        _hash.Dispose();
        _content?.Dispose();
    }
}
