using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>An endpoint's fault in JSON: an OAuth <c>error</c>, an Entra number, or any status and body.</summary>
internal sealed record EndpointFaultOrder(
    ServerEndpoint Endpoint,
    int Count = 1,
    int? Status = null,
    string? Error = null,
    string? ErrorDescription = null,
    int? EntraCode = null,
    string? Body = null,
    string? ContentType = null,
    Dictionary<string, string>? Headers = null,
    int DelayMilliseconds = 0,
    bool Hangs = false)
{
    public EndpointFault ToFault()
    {
        var fault = (EntraCode, Error) switch
        {
            ({ } code, _) => EndpointFault.EntraError(code, Error ?? "invalid_grant", ErrorDescription ?? "Refused by a test."),
            (_, { } error) => EndpointFault.OAuthError(error, ErrorDescription),
            _ => new EndpointFault { Body = Body ?? "" },
        };
        return fault with
        {
            Status = Status ?? fault.Status,
            ContentType = ContentType ?? fault.ContentType,
            Headers = Headers ?? fault.Headers,
            Delay = TimeSpan.FromMilliseconds(DelayMilliseconds),
            Hangs = Hangs,

            // A delay and nothing else is slowness.
            AnswersAfterDelay = DelayMilliseconds > 0 && Status is null && EntraCode is null && Error is null && Body is null,
        };
    }
}
