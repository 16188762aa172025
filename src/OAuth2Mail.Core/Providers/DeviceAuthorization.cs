using System.Text.Json;
using Duende.IdentityModel.Client;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Waits for a person to consent on another device (RFC 8628 §3.2 to §3.5).</summary>
internal sealed class DeviceAuthorization(TimeProvider time)
{
    // RFC 8628 §3.2 requires a lifetime, and sets the interval to five seconds by default. The server's values are limited to a
    // reasonable range, because a person is waiting.
    private static readonly TimeSpan s_assumedLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_longestLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_assumedInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromMinutes(1);

    /// <summary>Shows the code and asks for the token until it is there, or the code has expired.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="authorization">The answer of the device authorization endpoint.</param>
    /// <param name="prompt">Told where to go and which code to enter.</param>
    /// <param name="poll">Asks for the token with a device code.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The token endpoint's last answer, tokens or a refusal.</returns>
    /// <exception cref="OAuth2MailException">There is no code, or it has expired.</exception>
    public async Task<TokenResponse> WaitAsync(
        StoredProfile profile,
        DeviceAuthorizationResponse authorization,
        Action<DeviceCodePrompt> prompt,
        Func<string, CancellationToken, Task<TokenResponse>> poll,
        CancellationToken cancellationToken)
    {
        // The library reports a cancelled request as an error response.
        cancellationToken.ThrowIfCancellationRequested();
        if (authorization.Json is not { ValueKind: JsonValueKind.Object } json
            || json.StringOf("device_code") is not { Length: > 0 } deviceCode
            || json.StringOf("user_code") is not { Length: > 0 } userCode
            || json.StringOf("verification_uri") is not { Length: > 0 } verificationUri)
        {
            throw OAuthFailure.FromResponse(profile, authorization);
        }

        TimeSpan lifetime = Within(json.SecondsOf("expires_in"), TimeSpan.Zero, s_assumedLifetime, s_longestLifetime);
        TimeSpan interval = Within(json.SecondsOf("interval"), s_shortestInterval, s_assumedInterval, s_longestInterval);
        DateTimeOffset expiresOn = time.GetUtcNow() + lifetime;
        prompt(new DeviceCodePrompt(ServerWords.SingleLine(userCode), ServerWords.SingleLine(verificationUri), expiresOn));

        TokenResponse? outage = null;
        TimeSpan left;
        while ((left = expiresOn - time.GetUtcNow()) > TimeSpan.Zero)
        {
            await time.Delay(interval < left ? interval : left, cancellationToken).ConfigureAwait(false);
            TokenResponse answer = await poll(deviceCode, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            outage = null;
            switch (OAuthFailure.ErrorOf(answer))
            {
                case "authorization_pending":
                    break;
                case "slow_down":
                    interval += TimeSpan.FromSeconds(5);
                    break;
                // An expired code also has the kind Timeout, but is not an outage.
                case not "expired_token" when IsOutage(profile, answer):
                    outage = answer;
                    // RFC 8628 §3.5: ask again, but less often; doubling the interval is what it recommends.
                    interval = TimeSpan.FromTicks(Math.Min(interval.Ticks * 2, s_longestInterval.Ticks));
                    break;
                default:
                    return answer;
            }
        }

        throw outage is null
            ? OAuthFailure.FromError(profile, "expired_token", description: null)
            : OAuthFailure.FromResponse(profile, outage);
    }

    // A poll that was dropped, was not answered in time, or failed on the server says nothing about the code.
    private static bool IsOutage(StoredProfile profile, TokenResponse answer) =>
        (answer.Exception is not null || OAuthFailure.ErrorOf(answer) is not null)
        && OAuthFailure.FromResponse(profile, answer).Kind
            is FailureKind.Connection or FailureKind.Unavailable or FailureKind.Timeout;

    private static TimeSpan Within(double? seconds, TimeSpan shortest, TimeSpan assumed, TimeSpan longest) =>
        seconds is not > 0 ? assumed
        : seconds < shortest.TotalSeconds ? shortest
        : TimeSpan.FromSeconds(Math.Min(seconds.Value, longest.TotalSeconds));
}
