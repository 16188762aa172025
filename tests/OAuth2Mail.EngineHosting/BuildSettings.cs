using System.Reflection;

namespace OAuth2Mail.EngineHosting;

/// <summary>What the build told this assembly: where the packages are.</summary>
internal static class BuildSettings
{
    public static string Shell => Get("Shell");

    public static string PesterPackages => Get("PesterPackages");

    public static string PesterVersion => Get("PesterVersion");

    private static string Get(string key) => typeof(BuildSettings).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
