namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>The provider whose addresses and wording an endpoint imitates.</summary>
internal enum ProviderShape
{
    Standard,
    Entra,
    Google,
}
