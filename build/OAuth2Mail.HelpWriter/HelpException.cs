namespace OAuth2Mail.HelpWriter;

/// <summary>Something that a reader of the help would miss; it fails the build.</summary>
internal sealed class HelpException(string file, string message) : Exception(message)
{
    /// <summary>The message as MSBuild takes it for an error of its own.</summary>
    public string BuildError => $"{file}: error HELP: {Message}";
}
