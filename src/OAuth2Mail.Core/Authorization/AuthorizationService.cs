using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Tokens;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Authorization;

/// <summary>Obtains consent, once: by redirect, by a pasted response, or by device code.</summary>
internal sealed class AuthorizationService(
    ProfileRepository profiles,
    TokenService tokens,
    Func<ProfileMode, ITokenProvider> providers,
    IConsentPrompt prompt,
    Func<Uri, bool> openBrowser,
    TimeProvider time,
    IDiagnosticSink diagnostics)
{
    /// <summary>Authorizes a profile and stores its tokens.</summary>
    /// <exception cref="OAuth2MailException">Consent was declined or did not come, or the provider refused.</exception>
    public async Task<TokenStatus> AuthorizeAsync(
        ProfileLocation location, AuthorizationOptions options, CancellationToken cancellationToken)
    {
        StoredProfile profile = await profiles.LoadAsync(location, cancellationToken).ConfigureAwait(false);
        if (providers(profile.Mode) is not IConsentProvider provider || !provider.RequiresConsent(profile))
        {
            diagnostics.Verbose($"Profile {location} needs no consent; getting a token.");
            (profile, TokenSource source) =
                await tokens.EnsureAsync(location, TokenDemand.New, cancellationToken).ConfigureAwait(false);
            return new TokenStatus(profile, location.Vault, TokenState.Valid, source);
        }

        StoredProfile? authorized = options switch
        {
            { Response: string response } =>
                await CompleteAsync(location, profile, provider, response, cancellationToken).ConfigureAwait(false),
            _ when options.DeviceCode || profile.OAuth.GrantType == GrantType.DeviceCode =>
                await AuthorizeDeviceAsync(location, profile, provider, options, cancellationToken).ConfigureAwait(false),
            _ => await AuthorizeByRedirectAsync(location, profile, provider, options, cancellationToken).ConfigureAwait(false),
        };
        if (authorized is null)
        {
            return new TokenStatus(profile, location.Vault, TokenState.ConsentPending, TokenSource.None);
        }

        if (OtherAccount(authorized) is string warning)
        {
            diagnostics.Warning(warning);
        }

        return new TokenStatus(authorized, location.Vault, TokenState.Valid, TokenSource.Consent);
    }

    private async Task<StoredProfile?> AuthorizeByRedirectAsync(
        ProfileLocation location,
        StoredProfile profile,
        IConsentProvider provider,
        AuthorizationOptions options,
        CancellationToken cancellationToken)
    {
        if (profile.OAuth.AuthorizationEndpoint is null)
        {
            throw new OAuth2MailException(
                "AuthorizationEndpointMissing",
                FailureKind.InvalidArgument,
                $"Profile '{profile.Name}' has no authorization endpoint, so there is no page to consent on.",
                "Give it with -AuthorizationEndpoint, or use -DeviceCode.");
        }

        Uri redirectUri = options.RedirectUri ?? profile.OAuth.RedirectUri ?? provider.LoopbackRedirectUri;
        return options.Manual || !LoopbackRedirectUri.CanListenOn(redirectUri)
            ? await AuthorizeManuallyAsync(location, profile, provider, redirectUri, cancellationToken).ConfigureAwait(false)
            : await AuthorizeInBrowserAsync(location, profile, provider, redirectUri, options, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredProfile> AuthorizeInBrowserAsync(
        ProfileLocation location,
        StoredProfile profile,
        IConsentProvider provider,
        Uri redirectUri,
        AuthorizationOptions options,
        CancellationToken cancellationToken)
    {
        using LoopbackRedirectListener listener = LoopbackRedirectListener.Start(redirectUri, new ResultPage(profile.Name, profile.UserName));
        PendingAuthorization pending = provider.BeginAuthorization(profile, listener.RedirectUri);
        TimeSpan patience = options.Timeout ?? AuthorizationOptions.DefaultTimeout;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience);
        Task<AuthorizationResponse> receiving = listener.ReceiveAsync(pending.State, diagnostics, timeout.Token);

        diagnostics.Verbose(
            $"Asking for consent at {profile.OAuth.AuthorizationEndpoint!.GetLeftPart(UriPartial.Path)}; the answer is expected at "
            + $"{listener.RedirectUri.OriginalString}.");
        bool opened = !options.NoBrowser && openBrowser(pending.AuthorizationUri);
        if (!opened && !options.NoBrowser && !await prompt.IsAttendedAsync().ConfigureAwait(false))
        {
            throw AuthorizationFailure.OfUnattendedSession(profile);
        }

        // Always shown: a browser may start and then fail, or open where nobody sees it.
        prompt.ShowAuthorizationUri(
            opened
                ? "A browser should show the provider's page. If it does not, open this address in a browser on this machine:"
                : "Open this address in a browser on this machine:",
            pending.AuthorizationUri,
            string.Format(
                CultureInfo.CurrentCulture,
                "Waiting for the answer at {0} until {1:T}.",
                listener.RedirectUri.OriginalString,
                (time.GetUtcNow() + patience).ToLocalTime()));

        AuthorizationResponse response;
        try
        {
            response = await receiving.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw AuthorizationFailure.OfTimeout(
                patience, "Run it again; -TimeoutSec waits longer, and -Manual and -DeviceCode need no browser on this machine.");
        }

        try
        {
            // Stored first, so that what the page says is true.
            StoredProfile authorized = await RedeemAsync(location, profile, provider, pending, response, cancellationToken)
                .ConfigureAwait(false);
            await listener.RespondAsync(AuthorizationOutcome.Succeeded, OtherAccount(authorized), cancellationToken).ConfigureAwait(false);
            return authorized;
        }
        catch (OAuth2MailException e)
        {
            AuthorizationOutcome outcome =
                e.OAuthError == "access_denied" ? AuthorizationOutcome.Declined : AuthorizationOutcome.Failed;
            await listener.RespondAsync(outcome, e.Message, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<StoredProfile?> AuthorizeManuallyAsync(
        ProfileLocation location,
        StoredProfile profile,
        IConsentProvider provider,
        Uri redirectUri,
        CancellationToken cancellationToken)
    {
        // Nobody listens there, but the provider wants a complete address, and the browser shows it in the end.
        Uri complete = LoopbackRedirectUri.CanListenOn(redirectUri) && !LoopbackRedirectUri.NamesPort(redirectUri)
            ? LoopbackRedirectUri.WithPort(redirectUri, FindFreePort())
            : redirectUri;
        PendingAuthorization pending = provider.BeginAuthorization(profile, complete);
        await profiles.UpdateAsync(location, latest => latest with { Pending = pending }, cancellationToken)
            .ConfigureAwait(false);

        prompt.ShowAuthorizationUri(
            "Open this address in any browser. When it ends on a page that does not load, or on another system's page, "
            + "copy the address it ended on:",
            pending.AuthorizationUri);
        string? response = await prompt.AskForResponseAsync(cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(response))
        {
            diagnostics.Warning(
                "The authorization is waiting for its response. Complete it within ten minutes, in this or another session: "
                + $"Invoke-OAuth2Authorization -Name {location.Name} -Response '<the address that the browser ended on>'");
            return null;
        }

        return await CompleteAsync(location, profile with { Pending = pending }, provider, response!, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<StoredProfile> CompleteAsync(
        ProfileLocation location, StoredProfile profile, IConsentProvider provider, string pasted, CancellationToken cancellationToken)
    {
        PendingAuthorization? pending = profile.Pending;
        if (pending is null || time.GetUtcNow() - pending.CreatedOn > PendingAuthorization.Lifetime)
        {
            throw AuthorizationFailure.OfMissingStart(profile, isExpired: pending is not null);
        }

        AuthorizationResponse response = AuthorizationResponse.Parse(QueryOf(pasted));
        if (!response.IsAnswer)
        {
            throw new OAuth2MailException(
                "AuthorizationResponseInvalid",
                FailureKind.InvalidArgument,
                "That is not the address of an authorization response: it has neither a code nor an error.",
                "Copy the whole address from the browser's address bar, from http to the end.");
        }

        return await RedeemAsync(location, profile, provider, pending, response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredProfile> RedeemAsync(
        ProfileLocation location,
        StoredProfile profile,
        IConsentProvider provider,
        PendingAuthorization pending,
        AuthorizationResponse response,
        CancellationToken cancellationToken)
    {
        if (!string.Equals(response.State, pending.State, StringComparison.Ordinal))
        {
            throw new OAuth2MailException(
                "AuthorizationStateMismatch",
                FailureKind.Security,
                "The response does not belong to this authorization: its state is not the one that was sent (RFC 6749 §10.12).",
                response.State is null
                    ? "It has no state: it was cut off (a Windows console takes only 1022 characters at a prompt). Complete it "
                        + $"with Invoke-OAuth2Authorization -Name {profile.Name} -Response '<the whole address>'."
                    : "Use the address that the browser ended on after opening the address shown last.");
        }

        RequireIssuer(profile, response);
        if (response.Error is string error)
        {
            throw provider.Refused(profile, error, response.ErrorDescription);
        }

        TokenSet obtained = await provider.RedeemAsync(profile, pending, response, cancellationToken).ConfigureAwait(false);
        return await tokens.StoreConsentAsync(location, profile, obtained, cancellationToken).ConfigureAwait(false);
    }

    // RFC 9207 §2.4: a response that another server sent (mix-up) is not accepted.
    private static void RequireIssuer(StoredProfile profile, AuthorizationResponse response)
    {
        string? expected = profile.OAuth.Issuer;
        bool mismatch = response.Issuer is null
            ? profile.OAuth.IssuerInResponse
            : expected is not null && !string.Equals(response.Issuer, expected, StringComparison.Ordinal);
        if (mismatch)
        {
            throw new OAuth2MailException(
                "AuthorizationIssuerMismatch",
                FailureKind.Security,
                $"The response names the issuer '{ServerWords.SingleLine(response.Issuer ?? "(none)")}', but '{expected}' was asked (RFC 9207).",
                "Check -Issuer and the endpoints of the profile.");
        }
    }

    private async Task<StoredProfile> AuthorizeDeviceAsync(
        ProfileLocation location,
        StoredProfile profile,
        IConsentProvider provider,
        AuthorizationOptions options,
        CancellationToken cancellationToken)
    {
        TokenSet obtained;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout ?? System.Threading.Timeout.InfiniteTimeSpan);
        try
        {
            obtained = await provider.AuthorizeDeviceAsync(profile, prompt.ShowDeviceCode, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw AuthorizationFailure.OfTimeout(options.Timeout.GetValueOrDefault(), "Run it again; -TimeoutSec waits longer.");
        }

        return await tokens.StoreConsentAsync(location, profile, obtained, cancellationToken).ConfigureAwait(false);
    }

    // Null where the mailbox's own account consented, or the provider does not say who did.
    private static string? OtherAccount(StoredProfile profile) =>
        profile.Tokens?.Account is not string account || string.Equals(account, profile.UserName, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"'{account}' consented, but the profile's mailbox is '{profile.UserName}'. That is fine for a shared "
                + "mailbox that this account may use; otherwise authorize again as the mailbox's own account.";

    private static string QueryOf(string pasted)
    {
        string text = pasted.Trim().Trim('"', '\'');
        int start = text.IndexOf('?');
        string query = start < 0 ? text : text.Substring(start + 1);
        int fragment = query.IndexOf('#');
        return fragment < 0 ? query : query.Substring(0, fragment);
    }

    private static int FindFreePort()
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        try
        {
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        finally
        {
            probe.Stop();
        }
    }
}
