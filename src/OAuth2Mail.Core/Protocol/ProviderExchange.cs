using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace OAuth2Mail.Protocol;

/// <summary>
/// One HTTP exchange with a provider, whichever library makes it: it ends within its time limit, body included, it can be
/// cancelled at any byte, its answer has a bounded length, and it follows no redirect.
/// </summary>
/// <remarks>
/// Below the libraries, because each of them has its own way around such a rule: Google's follows redirects by itself, and
/// reads bodies without a limit.
/// </remarks>
internal sealed class ProviderExchange(HttpMessageHandler inner, TimeSpan limit) : DelegatingHandler(inner)
{
    /// <summary>The longest answer that is read, in bytes; token and discovery answers are a few kilobytes.</summary>
    public const int MaximumLength = 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri endpoint = request.RequestUri!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, timeout.Token).ConfigureAwait(false);
            RequireAnswer(endpoint, response);
            response.Content = await ReadAsync(endpoint, response.Content, timeout.Token).ConfigureAwait(false);
            return response;
        }
        catch (Exception e)
        {
            response?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (timeout.IsCancellationRequested)
            {
                throw ProviderFailure.OfTimeout(endpoint, limit);
            }

            if (e is HttpRequestException or IOException or ObjectDisposedException or NotSupportedException)
            {
                throw ProviderFailure.OfConnection(endpoint, e);
            }

            throw;
        }
    }

    private static void RequireAnswer(Uri endpoint, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            throw ProviderFailure.OfRedirect(endpoint, response.StatusCode, response.Headers.Location);
        }

        if (response.StatusCode == HttpStatusCode.ProxyAuthenticationRequired)
        {
            throw ProviderFailure.OfProxyAuthentication(endpoint.Authority);
        }
    }

    private static async Task<ByteArrayContent> ReadAsync(Uri endpoint, HttpContent content, CancellationToken cancellationToken)
    {
#if NET
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#else
        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
#endif
        // A read that has begun ignores the token on .NET Framework; closing the stream ends it everywhere.
        using CancellationTokenRegistration registration = cancellationToken.Register(stream.Dispose);
        using var buffer = new MemoryStream();
        byte[] piece = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(piece, 0, piece.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > MaximumLength)
            {
                throw ProviderFailure.OfLength(endpoint, MaximumLength);
            }

            await buffer.WriteAsync(piece, 0, read, cancellationToken).ConfigureAwait(false);
        }

        // A stream that was closed in the middle looks like one that has ended.
        cancellationToken.ThrowIfCancellationRequested();
        var whole = new ByteArrayContent(buffer.ToArray());
        whole.Headers.ContentType = ReadableType(content.Headers.ContentType);
        return whole;
    }

    // An unknown charset would cause an exception when the body is read as a string.
    private static MediaTypeHeaderValue? ReadableType(MediaTypeHeaderValue? type)
    {
        try
        {
            if (type?.CharSet is string charset)
            {
                Encoding.GetEncoding(charset.Trim('"'));
            }

            return type;
        }
        catch (ArgumentException)
        {
            return new MediaTypeHeaderValue(type!.MediaType ?? "application/octet-stream");
        }
    }
}
