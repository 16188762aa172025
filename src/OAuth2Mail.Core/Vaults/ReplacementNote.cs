using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// Says that a vault is replacing a profile's secret. Whoever finds the secret missing and this note knows that the process
/// died, or the vault failed, in between, and that nobody removed it.
/// </summary>
/// <remarks>An empty file beside the profile's copy. Where there is no folder for it, secrets are replaced all the same.</remarks>
internal static class ReplacementNote
{
    public static void Write(ProfileLocation location)
    {
        if (PathOf(location) is not string path)
        {
            return;
        }

        try
        {
            UserFolder.MakeFor(path);
            UserFolder.OpenAlone(path, FileMode.OpenOrCreate).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OAuth2MailException)
        {
            // As without a folder.
        }
    }

    /// <summary>Called when the secret is there again, or is to be removed.</summary>
    public static void Remove(ProfileLocation location) => UserFolder.TryDelete(PathOf(location));

    public static bool Exists(ProfileLocation location) => PathOf(location) is string path && File.Exists(path);

    private static string? PathOf(ProfileLocation location) => UserFolder.PathOf("profiles", location.Subject, ".replacing");
}
