using System.Net;
using System.Text.Json;

namespace OAuth2Mail.Protocol;

/// <summary>
/// Checks what a token endpoint answers, in every mode, before a library reads it: a usable token, an OAuth error, or a failure
/// that says what is wrong. No library sees anything else.
/// </summary>
internal sealed class TokenEndpointGuard(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Again, and in every mode: a stored profile may have been tampered with.
        EndpointRules.RequireSecure(request.RequestUri, "The provider's address");
        bool asksForToken = await request.HasFormMemberAsync("grant_type").ConfigureAwait(false);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (asksForToken)
        {
            await JudgeAsync(response, request.RequestUri!.Authority).ConfigureAwait(false);
        }
        else if (request.RequestUri!.AbsolutePath.IndexOf("/userrealm/", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            await RequireObjectAsync(response, request.RequestUri.Authority).ConfigureAwait(false);
        }

        return response;
    }

    // Where MSAL asks whether a domain is federated, before it sends a password.
    private static async Task RequireObjectAsync(HttpResponseMessage response, string host)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw ProviderFailure.OfStatus(host, response.StatusCode, WaitOf(response));
        }

        if (JsonMembers.ObjectIn(await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false)) is null)
        {
            throw ProviderFailure.OfAnswer(host, "the answer is not a JSON object");
        }
    }

    private static async Task JudgeAsync(HttpResponseMessage response, string host)
    {
        // In memory already.
        byte[] body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        JsonElement? json = JsonMembers.ObjectIn(body);
        if (json is JsonElement refusal
            && refusal.StringOf("error") is { Length: > 0 }
            && !(response.IsSuccessStatusCode && refusal.StringOf("access_token") is not null))
        {
            // Some servers send an error with status 200, where the libraries do not expect one.
            response.StatusCode = response.IsSuccessStatusCode ? HttpStatusCode.BadRequest : response.StatusCode;
            response.Content = OAuthErrorContent.From(refusal);
            return;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw ProviderFailure.OfStatus(host, response.StatusCode, WaitOf(response));
        }

        TokenAnswer answer = TokenAnswer.Of(host, body, json, DateTimeOffset.UtcNow);
        response.StatusCode = HttpStatusCode.OK;
        response.Content = TokenAnswerContent.ForTokenEndpoint(answer);
    }

    private static TimeSpan? WaitOf(HttpResponseMessage response) =>
        ProviderFailure.WaitOf(response.Headers.RetryAfter, DateTimeOffset.UtcNow);
}
