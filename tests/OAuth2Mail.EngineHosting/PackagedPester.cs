namespace OAuth2Mail.EngineHosting;

/// <summary>The Pester that runs suites: a package too.</summary>
public static class PackagedPester
{
    /// <summary>Another version than usual, if the variable <c>OAUTH2MAIL_PESTER</c> asks for one.</summary>
    public static string Version => Environment.GetEnvironmentVariable("OAUTH2MAIL_PESTER") is { Length: > 0 } version
        ? version
        : BuildSettings.PesterVersion;

    public static string Manifest => Path.Combine(BuildSettings.PesterPackages, Version, "tools", "Pester.psd1");
}
