using Google.Apis.Http;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Gives Google's library clients that go through our handler, in place of one of its own.</summary>
internal sealed class GoogleHttpClientFactory(TokenAnswerRecorder recorder) : HttpClientFactory
{
    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => recorder;

    protected override HttpClientHandler CreateClientHandler() =>
        throw new NotSupportedException("Every request goes through the handler that is shared.");
}
