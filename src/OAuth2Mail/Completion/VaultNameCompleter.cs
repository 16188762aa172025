using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace OAuth2Mail.Completion;

/// <summary>Completes the names of registered vaults.</summary>
public sealed class VaultNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        return
        [
            .. SilentSecretCommand.VaultNames(wordToComplete.Trim('\'', '"') + "*")
                .Select(name => name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_')
                    ? name
                    : $"'{name.Replace("'", "''")}'")
                .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, name)),
        ];
    }
}
