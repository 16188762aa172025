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
    UnsavedTokens unsaved,
    Func<ProfileMode, ITokenProvider> providers,
    TimeProvider time,
    IDiagnosticSink diagnostics)
{
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan s_clockSlack = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_winnerPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_winnerInterval = TimeSpan.FromMilliseconds(250);

    // A run is one service: a pipeline of a thousand messages is told once.
    private readonly HashSet<ProfileLocation> _toldOfExpiry = [];

    /// <summary>A token that has less left than this is refreshed: a long message must not outlive it.</summary>
    public static TimeSpan RefreshMargin => TimeSpan.FromMinutes(5);

    /// <summary>Makes sure that the profile has an access token that meets the demand.</summary>
    /// <returns>The profile as it is stored now, with that token, and where the token came from.</returns>
    /// <exception cref="OAuth2MailException">Consent is missing, or the provider or the vault does not play along.</exception>
    /// <remarks>Warns, once, of a secret or an authorization that ends within <see cref="ExpiryNotice.Horizon"/>.</remarks>
    public async Task<(StoredProfile Profile, TokenSource Source)> EnsureAsync(
        ProfileLocation location, TokenDemand demand, CancellationToken cancellationToken)
    {
        (StoredProfile Profile, TokenSource Source) ensured =
            await FindOrRefreshAsync(location, demand, cancellationToken).ConfigureAwait(false);
        if (_toldOfExpiry.Add(location))
        {
            foreach (ExpiryNotice notice in ExpiryNotice.For(ensured.Profile, time.GetUtcNow()))
            {
                diagnostics.Warning($"{notice.Message} {notice.Remedy}");
            }
        }

        return ensured;
    }

    /// <summary>Gets another token for one that a server refused although its time had not come.</summary>
    /// <param name="location">The profile.</param>
    /// <param name="profile">The profile with the refused token.</param>
    /// <param name="refusal">What the server said.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OAuth2MailException">There is none; the refusal, where there is nothing to get one with.</exception>
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
    /// Stores tokens under the profile's lock, together with the vault's latest version of everything else. Where the
    /// vault refuses, the tokens stay in this process and the user is told.
    /// </summary>
    /// <param name="location">The profile.</param>
    /// <param name="consented">The profile as it was when consent was asked for.</param>
    /// <param name="tokens">What the consent gave.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The profile with the tokens.</returns>
    /// <exception cref="OAuth2MailException">The profile is gone, or another one by now.</exception>
    public async Task<StoredProfile> StoreConsentAsync(
        ProfileLocation location, StoredProfile consented, TokenSet tokens, CancellationToken cancellationToken)
    {
        // Before anything can fail: nobody wants to consent twice because a vault was locked in between.
        unsaved.Remember(location, tokens, consented);
        using (await profiles.LockAsync(location, cancellationToken).ConfigureAwait(false))
        {
            StoredProfile latest = await profiles.LoadAsync(location, cancellationToken).ConfigureAwait(false);
            if (!consented.SharesConsentWith(latest))
            {
                throw new OAuth2MailException(
                    "ProfileChanged",
                    FailureKind.InvalidData,
                    $"Profile {location} was changed while consent was given, which was for another client, user or scope.",
                    $"Authorize it again: Invoke-OAuth2Authorization -Name {location.Name}");
            }

            return await WriteBackAsync(location, latest with { Pending = null }, tokens).ConfigureAwait(false);
        }
    }

    private async Task<(StoredProfile Profile, TokenSource Source)> FindOrRefreshAsync(
        ProfileLocation location, TokenDemand demand, CancellationToken cancellationToken)
    {
        StoredProfile profile = await profiles.LoadAsync(location, cancellationToken).ConfigureAwait(false);
        if (Meets(profile.Tokens, demand) && !unsaved.Contains(location))
        {
            return (profile, TokenSource.Vault);
        }

        ITokenProvider provider = providers(profile.Mode);
        RequireConsent(profile, provider);

        using (await profiles.LockAsync(location, cancellationToken).ConfigureAwait(false))
        {
            // Whoever held the lock before may have refreshed already.
            profile = await profiles.LoadAsync(location, cancellationToken).ConfigureAwait(false);
            if (Meets(profile.Tokens, demand))
            {
                await RetryWriteBackAsync(location, profile, cancellationToken).ConfigureAwait(false);
                return (profile, TokenSource.Vault);
            }

            RequireConsent(profile, provider);
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
        catch (OAuth2MailException e) when (e.ProviderCode == "invalid_grant")
        {
            if (await WaitForWinnerAsync(location, profile.Tokens, cancellationToken).ConfigureAwait(false) is not StoredProfile winner)
            {
                throw;
            }

            diagnostics.Verbose($"Adopted the token that another host stored for profile {location}.");
            if (Meets(winner.Tokens, demand.Force ? TokenDemand.OtherThan(profile.Tokens!.AccessToken) : demand))
            {
                return (winner, TokenSource.Vault);
            }

            profile = winner;
            tokens = await provider.AcquireAsync(profile, grace.Token).ConfigureAwait(false);
        }

        // Where each refresh moves the end, use alone keeps the authorization alive, and there is nothing to warn of.
        tokens = tokens with { IsRenewedByUse = tokens.RefreshTokenExpiresOn > profile.Tokens?.RefreshTokenExpiresOn + s_clockSlack };
        diagnostics.Verbose($"Obtained a new access token for profile {location}.");
        return (await WriteBackAsync(location, profile, tokens).ConfigureAwait(false), TokenSource.Provider);
    }

    // Another host that shares the vault has locks of its own. Where it has spent our refresh token, its new one is in the
    // vault already or will be in a moment.
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

    // Not cancellable: a rotated refresh token that is dropped here is lost for good.
    private async Task<StoredProfile> WriteBackAsync(ProfileLocation location, StoredProfile profile, TokenSet tokens)
    {
        StoredProfile updated = profile with { Tokens = tokens };
        bool isRecoverable = unsaved.Remember(location, tokens, profile);
        try
        {
            await profiles.SaveAsync(location, updated, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OAuth2MailException e)
        {
            diagnostics.Warning(
                $"The new token of profile {location} could not be stored: {e.Message} It is stored with the next use. "
                + (isRecoverable
                    ? "Until then this account keeps it, encrypted, on this machine; other machines that share the vault "
                        + "cannot use the profile."
                    : "If this process ends before, authorize again with "
                        + $"Invoke-OAuth2Authorization -Name {location.Name}."));
        }

        return updated;
    }

    private async Task RetryWriteBackAsync(
        ProfileLocation location, StoredProfile profile, CancellationToken cancellationToken)
    {
        if (!unsaved.Contains(location))
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await WriteBackAsync(location, profile, profile.Tokens!).ConfigureAwait(false);
    }

    private bool Meets(TokenSet? tokens, TokenDemand demand) =>
        tokens is not null
        && !demand.Force
        && tokens.AccessToken != demand.Rejected
        && tokens.ExpiresOn - time.GetUtcNow() >= RefreshMargin;

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
