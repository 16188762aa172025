using System.Collections.ObjectModel;
using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>Finds the files that a path of PowerShell's means: with drives, wildcards, and brackets in names.</summary>
internal static class FilePaths
{
    // As the engine's own commands write it in PSPath, which is never a wildcard.
    private const string FileSystemPrefix = @"Microsoft.PowerShell.Core\FileSystem::";

    /// <param name="session">The session, for its drives and location.</param>
    /// <param name="path">A file that exists by that very name, or else a wildcard.</param>
    /// <param name="errorId">The error where there is no file.</param>
    /// <exception cref="OAuth2MailException">There is no such file, or it is on no file system.</exception>
    public static IReadOnlyList<string> Resolve(SessionState session, string path, string errorId)
    {
        try
        {
            string literal = session.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (provider.Name == "FileSystem" && (File.Exists(literal) || Directory.Exists(literal)))
            {
                return [literal];
            }

            // With escaped wildcards in it, a path is not literal either.
            if (!path.StartsWith(FileSystemPrefix, StringComparison.OrdinalIgnoreCase))
            {
                Collection<string> matches = session.Path.GetResolvedProviderPathFromPSPath(path, out provider);
                if (provider.Name == "FileSystem" && matches.Count > 0)
                {
                    return matches;
                }
            }
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            // No such drive, or nothing there.
        }

        throw new OAuth2MailException(
            errorId,
            FailureKind.NotFound,
            $"There is no file '{path}'. Nothing was sent.",
            "Check the path; relative ones start at the current location.");
    }
}
