namespace OAuth2Mail;

/// <summary>The Microsoft cloud that a tenant belongs to.</summary>
public enum AzureCloud
{
    /// <summary>The world-wide cloud.</summary>
    AzurePublic,

    /// <summary>Azure US Government (GCC High, DoD).</summary>
    AzureUSGovernment,

    /// <summary>Azure operated by 21Vianet in China.</summary>
    AzureChina,
}
