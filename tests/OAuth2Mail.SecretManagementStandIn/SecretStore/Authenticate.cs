namespace Microsoft.PowerShell.SecretStore;

/// <summary>What opens the store.</summary>
public enum Authenticate
{
    None = 0,
    Password = 1,
}
