using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace OAuth2Mail.Protocol;

/// <summary>
/// Checks the answers of a managed identity's endpoint, as <see cref="TokenEndpointGuard"/> does for the others.
/// </summary>
/// <remarks>
/// An error is passed on to MSAL, which knows which of the platforms' errors are worth another try and which are a challenge,
/// but never as a web page or anything else that MSAL would quote.
/// </remarks>
internal sealed class ManagedIdentityGuard(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bool asksForToken = request.RequestUri!.Query.Contains("resource=")
            || await request.HasFormMemberAsync("resource").ConfigureAwait(false);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (asksForToken)
        {
            await JudgeAsync(response, request.RequestUri.Authority).ConfigureAwait(false);
        }

        return response;
    }

    private static async Task JudgeAsync(HttpResponseMessage response, string host)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        System.Text.Json.JsonElement? json = JsonMembers.ObjectIn(body);
        if (!response.IsSuccessStatusCode)
        {
            response.Content = json is null ? new StringContent("", Encoding.UTF8) : new ByteArrayContent(body);
            response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return;
        }

        DateTimeOffset now = DateTimeOffset.UtcNow;
        TokenAnswer answer = TokenAnswer.Of(host, body, json, now);
        response.StatusCode = HttpStatusCode.OK;
        response.Content = TokenAnswerContent.ForManagedIdentity(answer, now);
    }
}
