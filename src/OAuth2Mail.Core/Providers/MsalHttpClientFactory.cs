using Microsoft.Identity.Client;
using OAuth2Mail.Authorization;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Providers;

/// <summary>Gives MSAL our bounded HTTP client and the profile's proxy.</summary>
internal sealed class MsalHttpClientFactory(ProxySettings? proxy) : IMsalHttpClientFactory
{
    public HttpClient GetHttpClient() => ProviderHttp.For(proxy);
}
