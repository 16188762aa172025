using Google.Apis.Http;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Gives Google's library clients with our bounds and the profile's proxy.</summary>
internal sealed class GoogleHttpClientFactory(ProxySettings? proxy, GoogleTokenAnswer? answer) : HttpClientFactory
{
    protected override HttpClientHandler CreateClientHandler() => ProviderHttp.CreateHandler(proxy);

    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args)
    {
        HttpMessageHandler handler = base.CreateHandler(args);
        if (answer is null)
        {
            return handler;
        }

        answer.InnerHandler = handler;
        return answer;
    }

    /// <summary>A client as Google's library makes it, bounded in time and size.</summary>
    /// <param name="proxy">The profile's proxy.</param>
    /// <param name="answer">Reads answers along; for one client.</param>
    public static IHttpClientFactory Bounded(ProxySettings? proxy, GoogleTokenAnswer? answer = null) =>
        new BoundedFactory(new GoogleHttpClientFactory(proxy, answer));

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
