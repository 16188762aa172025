using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Completion;

/// <summary>Completes the names of stored profiles. Silent where a vault is locked or missing.</summary>
public sealed class ProfileNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        var pattern = new WildcardPattern(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return
        [
            .. SilentSecretCommand.SecretNames(ProfileName.SecretNamePattern, fakeBoundParameters["Vault"] as string)
                .Select(secret => ProfileName.TryFromSecretName(secret, out ProfileName name) ? name.ToString() : "")
                .Where(name => name.Length > 0 && pattern.IsMatch(name))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
                .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, name)),
        ];
    }
}
