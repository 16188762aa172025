using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>Lines in, lines out, and the dot-stuffed message between them.</summary>
internal sealed class SmtpWire : IAsyncDisposable
{
    private const int MaxLineLength = 65_536;

    private static readonly StreamPipeReaderOptions s_readerOptions = new(bufferSize: 65_536, leaveOpen: true);

    private Stream _stream;
    private PipeReader _reader;

    public SmtpWire(Stream stream)
    {
        _stream = stream;
        _reader = PipeReader.Create(stream, s_readerOptions);
    }

    /// <summary>Puts TLS on the connection. What the client sent in clear ahead of it is thrown away.</summary>
    public async Task UpgradeAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        await _reader.CompleteAsync();
        var secure = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = secure;
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
        _reader = PipeReader.Create(secure, s_readerOptions);
    }

    /// <summary>The next line without its end; null at the end of the connection.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(buffer.Slice(0, end)).TrimEnd('\r');
                _reader.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted || buffer.Length > MaxLineLength)
            {
                return null;
            }
        }
    }

    /// <summary>Reads a message up to the line with the single dot; false when the connection ended before.</summary>
    /// <param name="take">Takes each piece, dots unstuffed; false stops reading.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<bool> ReadMessageAsync(Func<ReadOnlySequence<byte>, bool> take, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var rest = result.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, rest.GetPosition(1, end));
                rest = rest.Slice(line.End);
                if (line.FirstSpan[0] == (byte)'.')
                {
                    if (line.Length == 3 && line.ToArray() is [_, (byte)'\r', _])
                    {
                        _reader.AdvanceTo(rest.Start);
                        return true;
                    }

                    line = line.Slice(1);
                }

                if (!take(line))
                {
                    return false;
                }
            }

            _reader.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
            {
                return false;
            }
        }
    }

    /// <summary>Reads so many bytes as they are; false when the connection ended before.</summary>
    /// <param name="size">How many.</param>
    /// <param name="take">Takes each piece; false stops reading.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<bool> ReadChunkAsync(long size, Func<ReadOnlySequence<byte>, bool> take, CancellationToken cancellationToken)
    {
        while (size > 0)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var piece = result.Buffer.Slice(0, Math.Min(size, result.Buffer.Length));
            size -= piece.Length;
            var goesOn = take(piece) && (size == 0 || !result.IsCompleted);
            _reader.AdvanceTo(piece.End);
            if (!goesOn)
            {
                return false;
            }
        }

        return true;
    }

    public async Task WriteLineAsync(string reply, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    /// <summary>Begins a line and goes on with it, a character at a time, until the client goes away.</summary>
    public async Task DripAsync(string beginning, CancellationToken cancellationToken)
    {
        var piece = Encoding.ASCII.GetBytes(beginning);
        while (true)
        {
            await _stream.WriteAsync(piece, cancellationToken);
            await _stream.FlushAsync(cancellationToken);
            piece = "."u8.ToArray();
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await _stream.DisposeAsync();
    }
}
