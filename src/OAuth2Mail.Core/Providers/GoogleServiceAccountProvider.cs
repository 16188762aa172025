using Google.Apis.Auth.OAuth2;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>
/// Mode <c>GoogleServiceAccount</c>: a service account signs a JWT for the mailbox (RFC 7523 §2.1); the domain's
/// administrator has delegated the scope to it.
/// </summary>
internal sealed class GoogleServiceAccountProvider(TimeProvider time, ProviderHttp? http = null) : ITokenProvider
{
    private readonly ProviderHttp _http = http ?? ProviderHttp.Default;

    public bool RequiresConsent(StoredProfile profile) => false;

    public StoredProfile Complete(StoredProfile profile)
    {
        OAuthSettings oauth = profile.OAuth;
        if (oauth.ClientId is null || profile.Secrets.PrivateKey is null)
        {
            throw new OAuth2MailException(
                "ParameterMissing",
                FailureKind.InvalidArgument,
                "Mode GoogleServiceAccount needs -KeyFile, or -ClientEmail, -PrivateKeyId and -PrivateKey.",
                "Make a key: Google Cloud console > IAM & Admin > Service Accounts > Keys > Add key > JSON.");
        }

        oauth = oauth with
        {
            TokenEndpoint = oauth.TokenEndpoint ?? GoogleEndpoints.Token,
            Scopes = oauth.Scopes.Count > 0 ? oauth.Scopes : [GoogleEndpoints.SmtpScope],
        };
        EndpointRules.RequireSecure(oauth.TokenEndpoint, "token_uri");
        return profile with
        {
            OAuth = oauth,
            Smtp = profile.Smtp.Server.Length > 0 ? profile.Smtp : profile.Smtp with { Server = GoogleEndpoints.SmtpServer },
        };
    }

    public StoredProfile WithoutPresets(StoredProfile profile) => profile;

    public async Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        using TokenAnswerRecorder recorder = _http.RecorderFor(profile.Proxy);
        var credential = new ServiceAccountCredential(
            new ServiceAccountCredential.Initializer(profile.OAuth.ClientId, profile.OAuth.TokenEndpoint!.AbsoluteUri)
            {
                User = profile.UserName,
                KeyId = profile.OAuth.PrivateKeyId,
                Scopes = profile.OAuth.Scopes,
                HttpClientFactory = new GoogleHttpClientFactory(recorder),
            }.FromPrivateKey(PemOf(profile.Secrets.PrivateKey!)));
        await GoogleFailure.TranslateAsync(
            profile, () => credential.RequestAccessTokenAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        return ObtainedTokens.From(recorder.Require(profile.OAuth.TokenEndpoint), profile, time.GetUtcNow()) with
        {
            RefreshToken = null,
            Account = profile.UserName,
        };
    }

    // The key can make new tokens at any time; only deleting it in the console ends that.
    public Task<bool> RevokeAsync(StoredProfile profile, CancellationToken cancellationToken) => Task.FromResult(false);

    private static string PemOf(string privateKey) =>
        $"-----BEGIN PRIVATE KEY-----\n{privateKey}\n-----END PRIVATE KEY-----\n";
}
