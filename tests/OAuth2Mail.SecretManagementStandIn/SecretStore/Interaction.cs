namespace Microsoft.PowerShell.SecretStore;

/// <summary>What a locked store does: fail, or ask.</summary>
public enum Interaction
{
    None = 0,
    Prompt = 1,
}
