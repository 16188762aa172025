namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>A request as it arrived, before anything answered it.</summary>
/// <param name="Endpoint">The endpoint that it was for, whatever the shape of its address.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path as it was sent.</param>
/// <param name="Headers">The headers; names compare without case.</param>
/// <param name="Query">The parameters in the address.</param>
/// <param name="Form">The parameters in the body.</param>
/// <param name="Time">When it arrived.</param>
public sealed record RecordedRequest(
    ServerEndpoint Endpoint,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Form,
    DateTimeOffset Time)
{
    /// <summary>A parameter by name, from the body or else from the address; null where it was not sent.</summary>
    public string? this[string name] => Form.GetValueOrDefault(name) ?? Query.GetValueOrDefault(name);
}
