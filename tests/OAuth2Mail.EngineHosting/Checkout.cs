namespace OAuth2Mail.EngineHosting;

/// <summary>Where things are in the checkout that this assembly was built from.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string ModuleManifest => Path.Combine(Root, "OAuth2Mail.psd1");

    public static string PesterSuites => Path.Combine(Root, "tests", "Pester");

    public static string StandInModules => Path.Combine(Root, "tests", "StandIns");

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "OAuth2Mail.sln")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No OAuth2Mail.sln above {AppContext.BaseDirectory}.");
    }
}
