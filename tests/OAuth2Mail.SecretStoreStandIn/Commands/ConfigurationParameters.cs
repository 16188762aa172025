namespace Microsoft.PowerShell.SecretStore;

/// <summary>Parameters that a user gave, laid over what the store is set to.</summary>
internal static class ConfigurationParameters
{
    public static SecureStoreConfig Apply(this IReadOnlyDictionary<string, object> given, SecureStoreConfig to) => new(
        given.TryGetValue(nameof(SecureStoreConfig.Scope), out var scope) ? (SecureStoreScope)scope : to.Scope,
        given.TryGetValue(nameof(SecureStoreConfig.Authentication), out var authentication)
            ? (Authenticate)authentication : to.Authentication,
        given.TryGetValue(nameof(SecureStoreConfig.PasswordTimeout), out var timeout) ? (int)timeout : to.PasswordTimeout,
        given.TryGetValue(nameof(SecureStoreConfig.Interaction), out var interaction) ? (Interaction)interaction : to.Interaction);
}
