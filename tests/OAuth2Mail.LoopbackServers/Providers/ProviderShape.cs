namespace OAuth2Mail.LoopbackServers.Providers;

/// <summary>The provider whose addresses and wording an endpoint imitates.</summary>
internal enum ProviderShape
{
    Standard,
    Entra,
    Google,
    ManagedIdentity,
}
