namespace OAuth2Mail.Messages;

/// <summary>A folder, and what is really in it once links are followed.</summary>
/// <param name="path">Its full path.</param>
internal sealed class ImageFolder(string path)
{
    // The same limit as Linux: more links are a loop.
    private const int MaximumLinks = 40;

    private readonly string? _path = Follow(path);

    private static StringComparison Comparison =>
        System.Runtime.InteropServices.RuntimeInformation.IsOSPlatform(System.Runtime.InteropServices.OSPlatform.Linux)
            ? StringComparison.Ordinal
            : StringComparison.OrdinalIgnoreCase;

    /// <summary>Whether a file is in the folder or below it, all links followed.</summary>
    public bool Holds(string file) =>
        _path is not null && Follow(file) is string real && real.StartsWith(WithSeparator(_path), Comparison);

    // Null if the links form a loop, or cannot be followed.
    private static string? Follow(string path)
    {
        try
        {
            string real = Path.GetFullPath(path);
            for (int links = 0; links < MaximumLinks; links++)
            {
                if (FollowFirst(real) is not string next)
                {
                    return real;
                }

                real = next;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As below.
        }

        return null;
    }

    // The path with its first link replaced by the link's target; null if it has none.
    private static string? FollowFirst(string path)
    {
        string root = Path.GetPathRoot(path)!;
        string[] parts = path.Substring(root.Length).Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        string reached = root;
        for (int i = 0; i < parts.Length; i++)
        {
            string parent = reached;
            reached = Path.Combine(reached, parts[i]);
            if (TargetOf(reached) is string target)
            {
                return Path.GetFullPath(Path.Combine([parent, target, .. parts.Skip(i + 1)]));
            }
        }

        return null;
    }

    private static string? TargetOf(string path) =>
#if NET
        new FileInfo(path).LinkTarget;
#else
        // .NET Framework cannot tell where a link leads. Links to folders are ignored there: a folder that is synchronized with
        // a cloud looks like one.
        File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint)
            ? throw new IOException("A link cannot be followed.")
            : null;
#endif

    private static string WithSeparator(string path) =>
        path.EndsWith(Path.DirectorySeparatorChar.ToString(), StringComparison.Ordinal) ? path : path + Path.DirectorySeparatorChar;
}
