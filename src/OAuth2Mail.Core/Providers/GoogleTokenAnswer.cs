using System.Text.Json;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Reads along what Google's library drops from a token endpoint's answer: the refresh token's lifetime.</summary>
internal sealed class GoogleTokenAnswer : DelegatingHandler
{
    /// <summary>The lifetime in the last answer; null where it told none.</summary>
    public TimeSpan? RefreshTokenLifetime { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        RefreshTokenLifetime = null;
        if (response.IsSuccessStatusCode)
        {
            // Buffered, so that the library reads it as if nobody had before.
            await response.Content.LoadIntoBufferAsync(ProviderHttp.MaximumResponseLength).ConfigureAwait(false);
#pragma warning disable CA2016 // It is in memory already, and .NET Framework has no other overload.
            RefreshTokenLifetime = LifetimeIn(await response.Content.ReadAsStringAsync().ConfigureAwait(false));
#pragma warning restore CA2016
        }

        return response;
    }

    private static TimeSpan? LifetimeIn(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Providers.RefreshTokenLifetime.In(json.RootElement);
        }
        catch (JsonException)
        {
            // The library says so.
            return null;
        }
    }
}
