namespace Microsoft.PowerShell.SecretStore;

/// <summary>Whose store it is. The real one has no store for all users either.</summary>
public enum SecureStoreScope
{
    CurrentUser = 1,
    AllUsers,
}
