namespace OAuth2Mail.HelpWriter;

/// <summary>Something is missing from the help, or left over; it fails the build.</summary>
internal sealed class HelpException(string file, string message) : Exception(message)
{
    /// <summary>The message in the format that MSBuild reports as an error.</summary>
    public string BuildError => $"{file}: error HELP: {Message}";
}
