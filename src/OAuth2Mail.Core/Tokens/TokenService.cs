using System.Globalization;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Tokens;

/// <summary>
/// Keeps a profile's access token good: decides when to refresh, lets one refresher at a time do it, and writes what
/// the provider gave to the vault before anyone uses it.
/// </summary>
internal sealed class TokenService(
    ProfileRepository profiles,
    Func<ProfileMode, ITokenProvider> providers,
    TimeProvider time,
    IDiagnosticSink diagnostics)
{
    private static readonly TimeSpan s_longestMargin = TimeSpan.FromMinutes(5);

    // High Volume Email refuses tokens with less than about ten minutes left.
    private static readonly TimeSpan s_highVolumeMargin = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan s_clockSlack = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_winnerPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_winnerInterval = TimeSpan.FromMilliseconds(250);

    // There is one service per run, so a pipeline of a thousand messages warns once.
    private readonly HashSet<ProfileLocation> _toldOfExpiry = [];

    /// <summary>Whether what expires soon is a warning; not for those who look for themselves.</summary>
    public bool WarnsOfExpiry { get; init; } = true;

    /// <summary>A token with less time left than this is refreshed: it must not expire while a long message is sent.</summary>
    /// <remarks>For a token that lives for minutes, it is the last quarter: otherwise each use would refresh it.</remarks>
    public static TimeSpan RefreshMargin(StoredProfile profile, TokenSet tokens)
    {
        TimeSpan quarter = TimeSpan.FromTicks(Math.Max(0, (tokens.ExpiresOn - tokens.ObtainedOn).Ticks / 4));
        TimeSpan longest = MicrosoftCloud.IsHighVolume(profile.Smtp.Server) ? s_highVolumeMargin : s_longestMargin;
        return quarter < longest ? quarter : longest;
    }

    /// <summary>Makes sure that the profile has an access token that meets the demand.</summary>
    /// <returns>The profile as it is stored now, with that token, and where the token came from.</returns>
    /// <exception cref="OAuth2MailException">Consent is missing, or the provider or the vault failed.</exception>
    /// <remarks>Warns, once, about a secret or an authorization that expires within <see cref="ExpiryNotice.Horizon"/>.</remarks>
    public async Task<(StoredProfile Profile, TokenSource Source)> EnsureAsync(
        ProfileLocation location, TokenDemand demand, CancellationToken cancellationToken)
    {
        (StoredProfile Profile, TokenSource Source) ensured =
            await FindOrRefreshAsync(location, demand, cancellationToken).ConfigureAwait(false);
        if (WarnsOfExpiry && _toldOfExpiry.Add(location))
        {
            foreach (ExpiryNotice notice in ExpiryNotice.For(ensured.Profile, time.GetUtcNow()))
            {
                diagnostics.Warning($"{notice.Message} {notice.Remedy}");
            }
        }

        return ensured;
    }

    /// <summary>Replaces a token that a server refused before it expired.</summary>
    /// <param name="location">The profile.</param>
    /// <param name="profile">The profile with the refused token.</param>
    /// <param name="refusal">What the server said.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OAuth2MailException">
    /// No new token can be obtained; if there is no refresh token, this is the refusal itself.
    /// </exception>
    public async Task<StoredProfile> ReplaceRefusedAsync(
        ProfileLocation location, StoredProfile profile, OAuth2MailException refusal, CancellationToken cancellationToken)
    {
        try
        {
            return (await EnsureAsync(location, TokenDemand.OtherThan(profile.Tokens!.AccessToken), cancellationToken)
                .ConfigureAwait(false)).Profile;
        }
        catch (OAuth2MailException e) when (e.ErrorId == "RefreshTokenMissing")
        {
            // The server's own words say what is wrong.
            throw refusal;
        }
    }

    /// <summary>
    /// Stores tokens under the profile's lock, together with the newest version of everything else. If the vault refuses, they
    /// stay on this machine and the user is warned: nobody wants to consent twice.
    /// </summary>
    /// <param name="location">The profile.</param>
    /// <param name="consented">The profile as it was when consent was asked for.</param>
    /// <param name="tokens">What the consent gave.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The profile with the tokens.</returns>
    /// <exception cref="OAuth2MailException">The profile was removed, or has changed too much.</exception>
    public async Task<StoredProfile> StoreConsentAsync(
        ProfileLocation location, StoredProfile consented, TokenSet tokens, CancellationToken cancellationToken)
    {
        using (await profiles.LockAsync(location, cancellationToken).ConfigureAwait(false))
        {
            StoredProfile latest = await profiles.LoadOrRecallAsync(location, consented, cancellationToken).ConfigureAwait(false);
            if (!consented.SharesConsentWith(latest))
            {
                throw new OAuth2MailException(
                    "ProfileChanged",
                    FailureKind.InvalidData,
                    $"Profile {location} was changed during the consent, which was for a different client, user or scope.",
                    $"Authorize it again: Invoke-OAuth2Authorization -Name {location.Name}");
            }

            latest = await profiles.UpgradeAsync(location, latest, cancellationToken).ConfigureAwait(false);
            return await WriteBackAsync(location, latest with { Pending = null }, tokens, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(StoredProfile Profile, TokenSource Source)> FindOrRefreshAsync(
        ProfileLocation location, TokenDemand demand, CancellationToken cancellationToken)
    {
        ProfileVersion newest = await profiles.LoadVersionAsync(location, cancellationToken).ConfigureAwait(false);
        if (Meets(newest.Profile, demand) && newest.IsInVault)
        {
            diagnostics.Verbose(string.Format(
                CultureInfo.CurrentCulture,
                "The stored token of profile {0} is valid until {1:t}.",
                location,
                newest.Profile.Tokens!.ExpiresOn.LocalDateTime));
            return (newest.Profile, TokenSource.Vault);
        }

        ITokenProvider provider = providers(newest.Profile.Mode);
        RequireConsent(newest.Profile, provider);

        using (await profiles.LockAsync(location, cancellationToken).ConfigureAwait(false))
        {
            // The previous holder of the lock may have refreshed already.
            newest = await profiles.LoadVersionAsync(location, cancellationToken).ConfigureAwait(false);
            if (Meets(newest.Profile, demand))
            {
                if (!newest.IsInVault)
                {
                    await OfferAsync(location, newest.Profile, isDurable: true, cancellationToken).ConfigureAwait(false);
                }

                return (newest.Profile, TokenSource.Vault);
            }

            RequireConsent(newest.Profile, provider);
            StoredProfile profile = await profiles.UpgradeAsync(location, newest.Profile, cancellationToken).ConfigureAwait(false);
            return await RefreshAsync(location, profile, provider, demand, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(StoredProfile Profile, TokenSource Source)> RefreshAsync(
        ProfileLocation location,
        StoredProfile profile,
        ITokenProvider provider,
        TokenDemand demand,
        CancellationToken cancellationToken)
    {
        // An answer that is under way may bring a rotated refresh token: cancellation gives it a moment to arrive.
        using var grace = new CancellationTokenSource();
        using CancellationTokenRegistration registration = cancellationToken.Register(() => grace.CancelAfter(s_grace));
        TokenSet tokens;
        try
        {
            tokens = await provider.AcquireAsync(profile, grace.Token).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (e.OAuthError == "invalid_grant")
        {
            if (await WaitForWinnerAsync(location, profile.Tokens, cancellationToken).ConfigureAwait(false) is not StoredProfile winner)
            {
                throw;
            }

            diagnostics.Verbose($"Adopted the token that another host stored for profile {location}.");
            if (Meets(winner, demand.Force ? TokenDemand.OtherThan(profile.Tokens!.AccessToken) : demand))
            {
                return (winner, TokenSource.Vault);
            }

            profile = winner;
            tokens = await provider.AcquireAsync(profile, grace.Token).ConfigureAwait(false);
        }

        // If each refresh extends the lifetime, use alone keeps the authorization alive, and there is nothing to warn about.
        tokens = tokens with { IsRenewedByUse = tokens.RefreshTokenExpiresOn > profile.Tokens?.RefreshTokenExpiresOn + s_clockSlack };
        diagnostics.Verbose($"Obtained a new access token for profile {location}.");
        return (await WriteBackAsync(location, profile, tokens, cancellationToken).ConfigureAwait(false), TokenSource.Provider);
    }

    // Another host that shares the vault has its own locks. If it has used our refresh token, its new one is in the vault
    // already or will be in a moment.
    private async Task<StoredProfile?> WaitForWinnerAsync(
        ProfileLocation location, TokenSet? refused, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (refused is not null)
        {
            StoredProfile latest = await profiles.LoadAsync(location, cancellationToken).ConfigureAwait(false);
            if (latest.Tokens is not null && latest.Tokens.AccessToken != refused.AccessToken)
            {
                return latest;
            }

            if (time.GetElapsedTime(start) >= s_winnerPatience)
            {
                break;
            }

            await time.Delay(s_winnerInterval, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<StoredProfile> WriteBackAsync(
        ProfileLocation location, StoredProfile profile, TokenSet tokens, CancellationToken cancellationToken)
    {
        (StoredProfile updated, bool isDurable) =
            await profiles.KeepAsync(location, profile with { Tokens = tokens }).ConfigureAwait(false);
        await OfferAsync(location, updated, isDurable, cancellationToken).ConfigureAwait(false);
        return updated;
    }

    // Cancelling waits for the vault only if nothing else outlives this process: a rotated refresh token that is dropped is
    // lost for good.
    private async Task OfferAsync(
        ProfileLocation location, StoredProfile profile, bool isDurable, CancellationToken cancellationToken)
    {
        try
        {
            await profiles.OfferAsync(location, profile, isDurable ? cancellationToken : CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (OAuth2MailException e)
        {
            diagnostics.Warning(
                $"The new token of profile {location} could not be stored: {e.Message} It will be stored with the next use. "
                + (isDurable
                    ? "Until then this account keeps it, encrypted, on this machine; other machines that share the vault "
                        + "cannot use the profile."
                    : "If this process ends before that, authorize again with "
                        + $"Invoke-OAuth2Authorization -Name {location.Name}."));
        }
        catch (OperationCanceledException) when (isDurable)
        {
            // This machine keeps it, and the next use writes it to the vault.
        }
    }

    private bool Meets(StoredProfile profile, TokenDemand demand) =>
        profile.Tokens is { AccessToken.Length: > 0 } tokens
        && !demand.Force
        && tokens.AccessToken != demand.Rejected
        && tokens.ExpiresOn - time.GetUtcNow() is TimeSpan left
        && left > TimeSpan.Zero
        && left >= RefreshMargin(profile, tokens);

    private static void RequireConsent(StoredProfile profile, ITokenProvider provider)
    {
        if (profile.Tokens is null && provider.RequiresConsent(profile))
        {
            throw new OAuth2MailException(
                "ConsentRequired",
                FailureKind.Authentication,
                $"Profile '{profile.Name}' is not authorized yet. Run Invoke-OAuth2Authorization -Name {profile.Name} once.",
                $"Invoke-OAuth2Authorization -Name {profile.Name}");
        }
    }
}
