using Microsoft.Identity.Client;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Gives MSAL our bounded HTTP client and the profile's proxy.</summary>
internal sealed class MsalHttpClientFactory(HttpClient client) : IMsalHttpClientFactory
{
    /// <summary>For the provider, through the profile's proxy.</summary>
    public static MsalHttpClientFactory For(ProxySettings? proxy) => new(ProviderHttp.For(proxy));

    /// <summary>For the machine's own identity service.</summary>
    public static MsalHttpClientFactory Local() => new(ProviderHttp.Local);

    public HttpClient GetHttpClient() => client;
}
