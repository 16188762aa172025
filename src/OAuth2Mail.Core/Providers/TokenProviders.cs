using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Finds the provider of a mode. A provider's libraries are loaded when its mode is first asked for.</summary>
internal static class TokenProviders
{
    /// <exception cref="OAuth2MailException">This version has no provider for the mode.</exception>
    public static ITokenProvider For(ProfileMode mode) => For(mode, TimeProvider.System, ProviderHttp.Default);

    /// <summary>The provider of a mode, with its own clock and HTTP clients.</summary>
    /// <exception cref="OAuth2MailException">This version has no provider for the mode.</exception>
    public static ITokenProvider For(ProfileMode mode, TimeProvider time, ProviderHttp http) => mode switch
    {
        ProfileMode.Exchange => new ExchangeProvider(time, http),
        ProfileMode.Microsoft365 => new Microsoft365Provider(time, http),
        ProfileMode.ExchangeApplication => new ExchangeApplicationProvider(time, http),
        ProfileMode.Gmail => new GmailProvider(time, http),
        ProfileMode.GoogleServiceAccount => new GoogleServiceAccountProvider(time, http),
        ProfileMode.ClientSecretPost => new ClientSecretPostProvider(time, http),
        ProfileMode.PrivateKeyJwt => new PrivateKeyJwtProvider(time, http),
        _ => throw new OAuth2MailException(
            "ModeNotSupported",
            FailureKind.NotSupported,
            $"This version of OAuth2Mail cannot use profiles of mode {mode}.",
            "Update the module: Update-PSResource OAuth2Mail."),
    };
}
