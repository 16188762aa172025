using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Completion;

/// <summary>Completes the names of encodings.</summary>
public sealed class EncodingNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        Charset.Names
            .Where(name => name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}
