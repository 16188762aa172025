using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// A note that a vault is replacing a profile's secret. If the secret is missing and this note exists, the process died, or the
/// vault failed, in between, and nobody removed the secret.
/// </summary>
/// <remarks>An empty file beside the profile's copy. If there is no folder for it, secrets are replaced without it.</remarks>
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
