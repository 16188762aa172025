using System.Management.Automation;
using OAuth2Mail.Completion;
using OAuth2Mail.Editing;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets;

/// <summary>The settings that profiles of every mode have, for the cmdlets that make and change profiles.</summary>
public abstract class ProfileSettingsCmdlet : RecordCmdlet
{
    /// <summary>The default sender, if it differs from the mailbox.</summary>
    [Parameter]
    public string? From { get; set; }

    /// <summary>The submission server's host name. Modes for a specific provider have a default.</summary>
    [Parameter]
    public string? SmtpServer { get; set; }

    /// <summary>The submission server's TCP port; 587 for STARTTLS and 465 for implicit TLS by default.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>STARTTLS (the default) or TLS from the first byte.</summary>
    [Parameter]
    public SmtpSecurity? Security { get; set; }

    /// <summary>How strictly the revocation state of the server's certificate is checked; best effort by default.</summary>
    [Parameter]
    public CertificateRevocation? CertificateRevocation { get; set; }

    /// <summary>
    /// Accepts the server certificate with this SHA-256 (or SHA-1) thumbprint and no other: for a private relay whose CA
    /// this machine does not know.
    /// </summary>
    [Parameter]
    public string? ServerCertificateThumbprint { get; set; }

    /// <summary>
    /// The proxy for the provider and the SMTP server (by CONNECT): <c>http://</c>, in PowerShell 7 also <c>https://</c>,
    /// <c>socks4://</c>, <c>socks4a://</c> or <c>socks5://</c>. It is never used for loopback addresses. $null removes it.
    /// </summary>
    [Parameter]
    public Uri? Proxy { get; set; }

    /// <summary>User and password for the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>The vault that holds the profile.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>Warns about the usual mistake with an Entra client secret.</summary>
    private protected static void WarnOfSecretId(StoredProfile profile, CmdletPipeline pipeline)
    {
        bool isMicrosoft = profile.Mode is ProfileMode.Exchange or ProfileMode.Microsoft365 or ProfileMode.ExchangeApplication;
        if (isMicrosoft && Guid.TryParse(profile.Secrets.ClientSecret, out _))
        {
            pipeline.Warning(
                "The client secret looks like a Secret ID. Use the secret's Value instead, which Entra shows only once: "
                + "app registration > Certificates & secrets.");
        }
    }

    /// <summary>Warns about an RSA key that is too short to be safe today (NIST SP 800-131A).</summary>
    private protected static void WarnOfWeakKey(ProfileChanges changes, CmdletPipeline pipeline)
    {
        if (changes.Key is { RsaBits: int bits and < 2048 })
        {
            pipeline.Warning($"The RSA key has only {bits} bits. Providers refuse fewer than 2,048, and it can be broken.");
        }
    }
}
