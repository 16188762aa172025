using System.Collections.ObjectModel;
using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>Finds the files that a PowerShell path refers to: with drives, wildcards, and brackets in names.</summary>
internal static class FilePaths
{
    // As the engine's own commands write it in PSPath, which is never a wildcard.
    private const string FileSystemPrefix = @"Microsoft.PowerShell.Core\FileSystem::";

    /// <param name="session">The session, for its drives and location.</param>
    /// <param name="path">The exact name of a file that exists, or else a wildcard pattern.</param>
    /// <param name="errorId">The error if there is no file.</param>
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
        : throw new OAuth2MailException(errorId, FailureKind.InvalidArgument, $"'{path}' matches several files.", "Name one file.");

    /// <summary>The file system's path for what the user typed, whether it exists or not.</summary>
    /// <param name="session">The session, for its drives and location.</param>
    /// <param name="path">The path, without wildcards.</param>
    /// <param name="errorId">The error if it is not a path.</param>
    /// <param name="parameter">The parameter that gives it.</param>
    /// <exception cref="OAuth2MailException">It is not on a file system, or is not a path at all.</exception>
    public static string GetLiteral(SessionState session, string path, string errorId, string parameter) =>
        TryGetLiteral(session, path, out Exception? problem) ?? throw new OAuth2MailException(
            errorId,
            FailureKind.InvalidArgument,
            $"{parameter}: '{path}' is not the path of a file{(problem is null ? "." : $": {problem.Message}")}",
            "Give a path on a file system drive; relative paths start at the current location.");

    private static string? TryGetLiteral(SessionState session, string? path, out Exception? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(path))
        {
            // PowerShell would take it for the current location.
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
        new(errorId, kind, message, "Check the path; relative paths start at the current location.");

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

    // PowerShell's own exceptions, and those that its providers let through: for a path that is blank or malformed.
    private static bool IsNoPath(Exception e) =>
        e is (RuntimeException and not PipelineStoppedException) or ArgumentException or NotSupportedException or IOException
            or UnauthorizedAccessException or System.Security.SecurityException;
}
