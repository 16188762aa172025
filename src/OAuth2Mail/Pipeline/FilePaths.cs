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
    public static IReadOnlyList<string> Resolve(SessionState session, string? path, string errorId)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw NoFile(errorId, FailureKind.InvalidArgument, "A path is blank. Nothing was sent.");
        }

        if (TryGetLiteral(session, path, out _) is string literal && (File.Exists(literal) || Directory.Exists(literal)))
        {
            return [literal];
        }

        // With escaped wildcards in it, a path is not literal either.
        return TryFind(session, path!) is { Count: > 0 } matches
            ? matches
            : throw NoFile(errorId, FailureKind.NotFound, $"There is no file '{path}'. Nothing was sent.");
    }

    /// <inheritdoc cref="Resolve"/>
    /// <summary>Finds a file where there may be only one.</summary>
    public static string ResolveOne(SessionState session, string path, string errorId) => Resolve(session, path, errorId) is [var only]
        ? only
        : throw new OAuth2MailException(errorId, FailureKind.InvalidArgument, $"'{path}' is more than one file.", "Name one file.");

    /// <summary>The file system's path for what the user typed, whether it exists or not.</summary>
    /// <param name="session">The session, for its drives and location.</param>
    /// <param name="path">The path, without wildcards.</param>
    /// <param name="errorId">The error where it is none.</param>
    /// <param name="parameter">The parameter that gives it.</param>
    /// <exception cref="OAuth2MailException">It is on no file system, or can be no path.</exception>
    public static string GetLiteral(SessionState session, string path, string errorId, string parameter) =>
        TryGetLiteral(session, path, out Exception? problem) ?? throw new OAuth2MailException(
            errorId,
            FailureKind.InvalidArgument,
            $"{parameter}: '{path}' is not the path of a file{(problem is null ? "." : $": {problem.Message}")}",
            "Give a path on a drive of the file system; relative ones start at the current location.");

    private static string? TryGetLiteral(SessionState session, string? path, out Exception? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(path))
        {
            // Which the engine takes for the current location.
            return null;
        }

        try
        {
            string literal = session.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? literal : null;
        }
        catch (Exception e) when (IsNoPath(e))
        {
            problem = e;
            return null;
        }
    }

    private static OAuth2MailException NoFile(string errorId, FailureKind kind, string message) =>
        new(errorId, kind, message, "Check the path; relative ones start at the current location.");

    private static Collection<string>? TryFind(SessionState session, string path)
    {
        try
        {
            if (!path.StartsWith(FileSystemPrefix, StringComparison.OrdinalIgnoreCase))
            {
                Collection<string> matches = session.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
                return provider.Name == "FileSystem" ? matches : null;
            }
        }
        catch (Exception e) when (IsNoPath(e))
        {
            // No such drive, or nothing there.
        }

        return null;
    }

    // The engine's, and what its providers let through: a path that is blank, or of a form that the system does not know.
    private static bool IsNoPath(Exception e) =>
        e is (RuntimeException and not PipelineStoppedException) or ArgumentException or NotSupportedException or IOException
            or UnauthorizedAccessException or System.Security.SecurityException;
}
