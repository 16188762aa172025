using Google.Apis.Http;
using OAuth2Mail.Authorization;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Providers;

/// <summary>Gives Google's library clients with our bounds and the profile's proxy.</summary>
internal sealed class GoogleHttpClientFactory(ProxySettings? proxy) : HttpClientFactory
{
    protected override HttpClientHandler CreateClientHandler() => ProviderHttp.CreateHandler(proxy);

    /// <summary>A client as Google's library makes it, bounded in time and size.</summary>
    public static IHttpClientFactory Bounded(ProxySettings? proxy) => new BoundedFactory(new GoogleHttpClientFactory(proxy));

    private sealed class BoundedFactory(HttpClientFactory inner) : IHttpClientFactory
    {
        public ConfigurableHttpClient CreateHttpClient(CreateHttpClientArgs args)
        {
            ConfigurableHttpClient client = inner.CreateHttpClient(args);
            client.Timeout = ProviderHttp.Timeout;
            client.MaxResponseContentBufferSize = ProviderHttp.MaximumResponseLength;
            return client;
        }
    }
}
