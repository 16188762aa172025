namespace OAuth2Mail.Protocol;

/// <summary>Keeps the answer to a token request, because libraries pass on only part of it.</summary>
/// <remarks>Libraries dispose the handlers of their clients; the shared one below goes on.</remarks>
internal sealed class TokenAnswerRecorder(HttpMessageHandler shared) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _invoker = new(shared, disposeHandler: false);

    /// <summary>The last answer; null where there was none that could be used.</summary>
    public TokenAnswer? Answer { get; private set; }

    /// <summary>The last answer.</summary>
    /// <exception cref="OAuth2MailException">There was none that could be used.</exception>
    public TokenAnswer Require(Uri endpoint) =>
        Answer ?? throw ProviderFailure.OfAnswer(endpoint.Authority, "there is no access token in it");

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await _invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        Answer = TokenAnswer.In(response) ?? Answer;
        return response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _invoker.Dispose();
        }

        base.Dispose(disposing);
    }
}
