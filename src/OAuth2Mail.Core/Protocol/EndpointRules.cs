namespace OAuth2Mail.Protocol;

/// <summary>Which addresses of a provider are acceptable.</summary>
internal static class EndpointRules
{
    /// <summary>Endpoints must be https, except on a loopback address.</summary>
    /// <param name="endpoint">The address; null is accepted.</param>
    /// <param name="what">What it is, for the message, such as <c>-TokenEndpoint</c>.</param>
    /// <exception cref="OAuth2MailException">It is not an absolute https address.</exception>
    public static void RequireSecure(Uri? endpoint, string what)
    {
        if (endpoint is null || IsSecure(endpoint))
        {
            return;
        }

        throw new OAuth2MailException(
            "EndpointNotSecure",
            FailureKind.Security,
            $"{what} '{endpoint.OriginalString}' is not an https address. Tokens and secrets are sent there, so only a "
            + "loopback address may do without TLS.",
            "Give the provider's https address.");
    }

    private static bool IsSecure(Uri endpoint) =>
        endpoint.IsAbsoluteUri
        && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback));
}
