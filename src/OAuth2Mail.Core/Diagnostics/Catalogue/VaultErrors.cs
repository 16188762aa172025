namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>What SecretManagement and SecretStore report, by the id of the error or the type of the exception.</summary>
internal static class VaultErrors
{
    private const string Automation =
        "https://learn.microsoft.com/powershell/utility-modules/secretmanagement/how-to/using-secrets-in-automation";

    /// <summary>What to type where there is no vault yet.</summary>
    public const string LinesThatMakeOne =
        "  Install-PSResource Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore\n"
        + "  Register-SecretVault -Name SecretStore -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault";

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        new("VaultLocked", FailureKind.Unavailable,
            "The vault wants its password, and nobody is there to give it.",
            "Unlock it with Unlock-SecretVault or Unlock-SecretStore. For unattended jobs, run once under the job's own account: "
            + "Set-SecretStoreConfiguration -Authentication None -Interaction None, or call Unlock-SecretStore when the job starts. A "
            + "group managed service account (gMSA) cannot use SecretStore: take a vault for servers, such as Azure Key Vault.")
        {
            Codes = ["PasswordRequiredException", "HostException"],
            Link = Automation,
        },
        new("VaultNotFound", FailureKind.NotFound,
            "No vault of that name is registered for this account.",
            "Get-SecretVault lists the registered ones. Vaults belong to a user: register it under the account that runs this.")
        {
            Codes = ["GetSecretVaultNotFound"],
            Link = Automation,
        },
        new("SecretManagementMissing", FailureKind.NotFound,
            "Profiles are stored in vaults of SecretManagement, which is not installed.",
            "Install it together with a vault, and register the vault:\n" + LinesThatMakeOne)
        {
            Codes = ["CommandNotFoundException"],
            Link = "https://learn.microsoft.com/powershell/utility-modules/secretmanagement/get-started/using-secretstore",
        },
        new("VaultMissing", FailureKind.NotFound,
            "No secret vault is registered for this account.",
            "Install and register SecretStore (or any other SecretManagement vault):\n" + LinesThatMakeOne)
        {
            Codes = ["NoVault"],
            Link = "https://learn.microsoft.com/powershell/utility-modules/secretmanagement/get-started/using-secretstore",
        },
    ];
}
