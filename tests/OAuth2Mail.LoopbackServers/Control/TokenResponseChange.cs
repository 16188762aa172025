using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>The whole of the token endpoint's wording; what is absent goes back to normal.</summary>
internal sealed record TokenResponseChange(
    ExpiresInForm ExpiresIn = ExpiresInForm.Number, bool KeepRefreshToken = false, int? RefreshTokenExpiresIn = null)
{
    public void Apply(TokenResponseBehaviour responses)
    {
        responses.ExpiresIn = ExpiresIn;
        responses.KeepRefreshToken = KeepRefreshToken;
        responses.RefreshTokenExpiresIn = RefreshTokenExpiresIn;
    }
}
