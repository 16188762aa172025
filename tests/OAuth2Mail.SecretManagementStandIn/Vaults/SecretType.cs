namespace Microsoft.PowerShell.SecretManagement;

/// <summary>What a secret is.</summary>
public enum SecretType
{
    Unknown = 0,
    ByteArray,
    String,
    SecureString,
    PSCredential,
    Hashtable,
}
