namespace OAuth2Mail.Tests.Providers.Faults;

/// <summary>The endpoints that a provider has.</summary>
internal enum FaultyEndpoint
{
    Token,
    Device,
    Revocation,
    Discovery,

    /// <summary>Where MSAL asks whether a domain is federated.</summary>
    Realm,
    ManagedIdentity,
}
