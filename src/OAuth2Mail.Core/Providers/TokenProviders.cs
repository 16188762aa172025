namespace OAuth2Mail.Providers;

/// <summary>Finds the provider of a mode. A provider's libraries are loaded when its mode is first asked for.</summary>
internal static class TokenProviders
{
    /// <exception cref="OAuth2MailException">This version has no provider for the mode.</exception>
    public static ITokenProvider For(ProfileMode mode) => mode switch
    {
        ProfileMode.Exchange => new ExchangeProvider(TimeProvider.System),
        ProfileMode.Microsoft365 => new Microsoft365Provider(TimeProvider.System),
        ProfileMode.ExchangeApplication => new ExchangeApplicationProvider(TimeProvider.System),
        ProfileMode.Gmail => new GmailProvider(TimeProvider.System),
        ProfileMode.GoogleServiceAccount => new GoogleServiceAccountProvider(TimeProvider.System),
        ProfileMode.ClientSecretPost => new ClientSecretPostProvider(TimeProvider.System),
        ProfileMode.PrivateKeyJwt => new PrivateKeyJwtProvider(TimeProvider.System),
        _ => throw new OAuth2MailException(
            "ModeNotSupported",
            FailureKind.NotSupported,
            $"This version of OAuth2Mail cannot use profiles of mode {mode}.",
            "Update the module: Update-PSResource OAuth2Mail."),
    };
}
