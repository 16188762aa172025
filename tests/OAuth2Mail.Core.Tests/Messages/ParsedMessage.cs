namespace OAuth2Mail.Tests.Messages;

/// <summary>A message as the second parser understands it.</summary>
/// <param name="Headers">Names and decoded values, in order.</param>
/// <param name="Defects">What it finds wrong.</param>
/// <param name="Body">The outermost part.</param>
internal sealed record ParsedMessage(string[][] Headers, string[] Defects, ParsedPart Body)
{
    /// <summary>The values of all headers of a name.</summary>
    public IEnumerable<string> this[string name] =>
        Headers.Where(header => header[0].Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static header => header[1]);
}
