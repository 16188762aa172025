namespace OAuth2Mail.EngineHosting;

/// <summary>
/// A home folder for this process and those that it starts, so that nothing of the user's is read or changed: neither the
/// vaults below it, nor what the module keeps for itself, nor modules that happen to be installed.
/// </summary>
/// <remarks>Windows knows the folders of a user without these variables; there only what asks for the variables moves.</remarks>
public static class OwnHome
{
    public static string Path { get; } = Directory.CreateTempSubdirectory("oauth2mail-home-").FullName;

    internal static void MoveIn()
    {
        (string Variable, string Folder)[] folders =
        [
            ("HOME", ""), ("USERPROFILE", ""),
            ("XDG_CONFIG_HOME", ".config"), ("XDG_DATA_HOME", ".local/share"),
            ("XDG_STATE_HOME", ".local/state"), ("XDG_CACHE_HOME", ".cache"),
            ("APPDATA", "AppData/Roaming"), ("LOCALAPPDATA", "AppData/Local"),
        ];
        foreach ((string variable, string folder) in folders)
        {
            string place = Directory.CreateDirectory(System.IO.Path.Combine(Path, folder)).FullName;
            Environment.SetEnvironmentVariable(variable, place);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Leave();
    }

    private static void Leave()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that is still ending writes there: it leaves the folder behind.
        }
    }
}
