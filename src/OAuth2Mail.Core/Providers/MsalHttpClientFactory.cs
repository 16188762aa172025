using Microsoft.Identity.Client;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Gives MSAL our bounded HTTP client and the profile's proxy, and keeps the answer that MSAL gets by it.</summary>
internal sealed class MsalHttpClientFactory : IMsalHttpClientFactory
{
    private readonly HttpClient _client;
    private readonly TokenAnswerRecorder _recorder;

    private MsalHttpClientFactory(HttpClient client, TokenAnswerRecorder recorder)
    {
        _client = client;
        _recorder = recorder;
    }

    /// <summary>The last answer of the token endpoint; null where there was none.</summary>
    public TokenAnswer? Answer => _recorder.Answer;

    /// <summary>For the provider, through the profile's proxy.</summary>
    public static MsalHttpClientFactory For(ProviderHttp http, ProxySettings? proxy) =>
        new(http.For(proxy, out TokenAnswerRecorder recorder), recorder);

    /// <summary>For the machine's own identity service.</summary>
    public static MsalHttpClientFactory Local(ProviderHttp http) =>
        new(http.ForLocal(out TokenAnswerRecorder recorder), recorder);

    public HttpClient GetHttpClient() => _client;
}
