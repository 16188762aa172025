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
            .. SecretInfoNames(fakeBoundParameters["Vault"] as string)
                .Where(name => pattern.IsMatch(name))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
                .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, name)),
        ];
    }

    private static List<string> SecretInfoNames(string? vault)
    {
        using var powershell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        powershell.AddCommand("Microsoft.PowerShell.SecretManagement\\Get-SecretInfo")
            .AddParameter("Name", ProfileName.SecretNamePattern)
            .AddParameter("ErrorAction", ActionPreference.Ignore)
            .AddParameter("WarningAction", ActionPreference.Ignore);
        if (vault is not null)
        {
            powershell.AddParameter("Vault", vault);
        }

        var names = new List<string>();
        try
        {
            foreach (PSObject info in powershell.Invoke())
            {
                if (info.Properties["Name"]?.Value is string secret
                    && ProfileName.TryFromSecretName(secret, out ProfileName name))
                {
                    names.Add(name.ToString());
                }
            }
        }
        catch (RuntimeException)
        {
            // Completion has nowhere to report to.
        }

        return names;
    }
}
