using System.Management.Automation;
using System.Management.Automation.Host;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Secrets;

/// <summary>Turns SecretManagement's errors into failures that name the remedy.</summary>
internal static class SecretFailures
{
    public static bool IsNotFound(ErrorRecord error) => HasId(error, "GetSecretNotFound");

    public static OAuth2MailException NotInstalled() => new(
        ErrorCatalogue.FindVault("CommandNotFoundException", "")!,
        AdviceSubject.Nobody,
        "The module Microsoft.PowerShell.SecretManagement is not installed. Profiles are stored in its vaults.");

    /// <param name="error">What SecretManagement reported.</param>
    /// <param name="what">What did not work, as the beginning of a sentence.</param>
    /// <param name="vault">The vault; null if no particular vault is involved.</param>
    public static OAuth2MailException From(ErrorRecord error, string what, string? vault)
    {
        AdviceSubject subject = AdviceSubject.Nobody with { Vault = vault ?? "<vault>" };
        if (IsPasswordRequired(error.Exception) || IsRefusedPrompt(error.Exception))
        {
            return new OAuth2MailException(
                ErrorCatalogue.FindVault("PasswordRequiredException", "")!, subject, $"Vault '{vault}' is locked.", error.Exception);
        }

        if (HasId(error, "GetSecretVaultNotFound"))
        {
            return new OAuth2MailException(
                ErrorCatalogue.FindVault("GetSecretVaultNotFound", "")!,
                subject,
                $"No vault named '{vault}' is registered.",
                error.Exception);
        }

        // The innermost message is the vault's own; the outer ones say only that it failed.
        string reason = error.Exception.GetBaseException().Message.TrimEnd('.');
        return new OAuth2MailException(
            "VaultFailed",
            FailureKind.Connection,
            $"{what}: {reason}.",
            "Check that the vault works: Test-SecretVault, Get-SecretInfo.",
            error.Exception);
    }

    private static bool HasId(ErrorRecord error, string id) =>
        error.FullyQualifiedErrorId.Split(',')[0] == id;

    // By name: the type belongs to SecretManagement, which is not referenced.
    private static bool IsPasswordRequired(Exception exception) =>
        Chain(exception).Any(e => e.GetType().Name == "PasswordRequiredException");

    // A vault that asks for its password where nobody can answer: -NonInteractive, or a host without a user interface.
    // The engine has no type of its own for that.
    private static bool IsRefusedPrompt(Exception exception) => Chain(exception).Any(e =>
        e is HostException
        || (e is InvalidOperationException && e.Message.IndexOf("prompt", StringComparison.OrdinalIgnoreCase) >= 0));

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
