namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>Error codes of Microsoft's own library (MSAL) that mean something to an administrator.</summary>
internal static class MicrosoftLibraryErrors
{
    private const string ManagedIdentity =
        "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview";

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        new("ManagedIdentityMissing", FailureKind.Authentication,
            "This machine has no managed identity, or not the one with the client id {clientId}.",
            "Assign it in the Azure portal (the virtual machine, App Service or Automation account > Identity), and run this there. "
            + "Anywhere else, use a certificate: New-OAuth2MailProfile -ExchangeApplication -CertificateFile <file>.")
        {
            Codes = ["managed_identity_unreachable_network", "managed_identity_request_failed", "managed_identity_no_response_received"],
            Words = ["Identity not found", "not found", "No managed identity", "unreachable", "cannot be reached", "No User Assigned", "No response received"],
            Link = ManagedIdentity,
        },
        new("ManagedIdentityFailed", FailureKind.Authentication,
            "The machine's identity service answered with an error.",
            "See what it says; on Azure: the resource > Identity, and its Activity log. Try again later if it was only busy.")
        {
            Codes =
            [
                "managed_identity_unreachable_network", "managed_identity_request_failed", "managed_identity_no_response_received",
                "managed_identity_response_parse_failure",
            ],
            Link = ManagedIdentity,
        },
    ];
}
