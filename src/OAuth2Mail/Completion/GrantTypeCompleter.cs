using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace OAuth2Mail.Completion;

/// <summary>Completes the grants of a mode: a client with a secret signs no JWT, and one with a key stores no password.</summary>
public sealed class GrantTypeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        typeof(GrantType).GetEnumValues().Cast<GrantType>()
            .Where(grant => !fakeBoundParameters.Contains(nameof(ProfileMode.ClientSecretPost)) || grant != GrantType.JwtBearer)
            .Where(grant => !fakeBoundParameters.Contains(nameof(ProfileMode.PrivateKeyJwt)) || grant != GrantType.Password)
            .Select(grant => grant.ToString())
            .Where(name => name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, name));
}
