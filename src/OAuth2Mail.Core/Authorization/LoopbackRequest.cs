using System.Globalization;
using System.Text;

namespace OAuth2Mail.Authorization;

/// <summary>
/// One HTTP/1.1 request as a browser sends it to the redirect listener: bounded in size, GET or form POST, no more.
/// </summary>
internal sealed class LoopbackRequest
{
    private const int MaximumHeadLength = 32 * 1024;
    private const int MaximumBodyLength = 64 * 1024;

    private LoopbackRequest(string path, string parameters)
    {
        Path = path;
        Parameters = parameters;
    }

    public string Path { get; }

    /// <summary>The query of a GET, the body of a form POST.</summary>
    public string Parameters { get; }

    /// <summary>Reads a request; null if the listener does not answer such a request.</summary>
    public static async Task<LoopbackRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaximumHeadLength];
        int length = 0;
        int headEnd;
        while ((headEnd = FindHeadEnd(buffer, length)) < 0)
        {
            int read = length == buffer.Length
                ? 0
                : await stream.ReadAsync(buffer, length, buffer.Length - length, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        string[] lines = Encoding.ASCII.GetString(buffer, 0, headEnd).Split(["\r\n"], StringSplitOptions.None);
        string[] requestLine = lines[0].Split(' ');
        if (requestLine.Length != 3 || !requestLine[1].StartsWith("/", StringComparison.Ordinal))
        {
            return null;
        }

        string[] target = requestLine[1].Split(['?'], 2);
        switch (requestLine[0])
        {
            case "GET":
                return new LoopbackRequest(target[0], target.Length == 2 ? target[1] : "");
            case "POST" when TryGetFormLength(lines, out int bodyLength):
                int bodyStart = headEnd + 4;
                byte[] body = new byte[bodyLength];
                int have = Math.Min(length - bodyStart, bodyLength);
                Array.Copy(buffer, bodyStart, body, 0, have);
                return await FillAsync(stream, body, have, cancellationToken).ConfigureAwait(false)
                    ? new LoopbackRequest(target[0], Encoding.UTF8.GetString(body))
                    : null;
            default:
                return null;
        }
    }

    private static async Task<bool> FillAsync(Stream stream, byte[] body, int have, CancellationToken cancellationToken)
    {
        while (have < body.Length)
        {
            int read = await stream.ReadAsync(body, have, body.Length - have, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return false;
            }

            have += read;
        }

        return true;
    }

    private static int FindHeadEnd(byte[] buffer, int length)
    {
        for (int i = 0; i + 3 < length; i++)
        {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n')
            {
                return i;
            }
        }

        return -1;
    }

    private static bool TryGetFormLength(string[] lines, out int length)
    {
        length = 0;
        return Header(lines, "Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                == true
            && int.TryParse(Header(lines, "Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out length)
            && length <= MaximumBodyLength;
    }

    private static string? Header(string[] lines, string name) => lines
        .Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line.Substring(name.Length + 1).Trim())
        .FirstOrDefault();
}
