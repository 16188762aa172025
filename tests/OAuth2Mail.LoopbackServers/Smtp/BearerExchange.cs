using System.Text;
using System.Text.Json;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>The exchange of XOAUTH2 and of OAUTHBEARER (RFC 7628), refusals included.</summary>
internal sealed class BearerExchange(SmtpServer server, SmtpWire wire, string mechanism)
{
    private readonly SmtpServerOptions _options = server.Options;

    /// <summary>How an exchange ended.</summary>
    /// <param name="Reply">The reply to give; null when the client went away.</param>
    /// <param name="UserName">The mailbox, where the token was good.</param>
    /// <param name="Drops">Whether the connection is to be closed after the reply.</param>
    internal sealed record Outcome(string? Reply, string? UserName = null, bool Drops = false);

    public async Task<Outcome> RunAsync(
        string? initialResponse, Func<string, SmtpFault?> faultFor, CancellationToken cancellationToken)
    {
        var encoded = initialResponse ?? await AskAsync("", cancellationToken);
        switch (encoded)
        {
            case null:
                return new(null);
            case "*":
                return new("501 5.7.0 Authentication cancelled");
        }

        if (BearerResponse.Parse(mechanism, encoded) is not { } response)
        {
            return new("501 5.5.2 Cannot decode the response");
        }

        var fault = faultFor(response.UserName);
        await Task.Delay(fault?.Delay ?? TimeSpan.Zero, cancellationToken);
        if (fault is { Reply: null, Drops: true })
        {
            return new(null);
        }

        while (fault is { ChallengesForEver: true })
        {
            if (await AskAsync(Challenge(), cancellationToken) is null)
            {
                return new(null);
            }
        }

        if (fault?.Reply is null && await IsGoodAsync(response, cancellationToken))
        {
            return new("235 2.7.0 Authentication successful", response.UserName, fault?.Drops ?? false);
        }

        // The client acknowledges the challenge, with an empty line or with ^A, and only then is refused.
        var acknowledged = await AskAsync(Challenge(), cancellationToken) is not null;
        return new(acknowledged ? fault?.Reply ?? _options.RefusedTokenReply : null, null, fault?.Drops ?? false);
    }

    private async Task<bool> IsGoodAsync(BearerResponse response, CancellationToken cancellationToken)
        => await _options.Tokens.IntrospectAsync(response.Token, cancellationToken) is { } token
            && server.Allows(token, response.UserName);

    private async Task<string?> AskAsync(string challenge, CancellationToken cancellationToken)
    {
        await wire.WriteLineAsync("334 " + challenge, cancellationToken);
        return await wire.ReadLineAsync(cancellationToken);
    }

    private string Challenge()
    {
        object json = mechanism is "XOAUTH2"
            ? new { status = "400", schemes = "Bearer", scope = _options.ChallengeScope }
            : new { status = "invalid_token", scope = _options.ChallengeScope };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(json)));
    }
}
