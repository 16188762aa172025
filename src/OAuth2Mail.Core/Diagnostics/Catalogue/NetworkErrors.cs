namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>What the network says: names of <see cref="System.Net.Sockets.SocketError"/>.</summary>
internal static class NetworkErrors
{
    private const string SocketErrors = "https://learn.microsoft.com/dotnet/api/system.net.sockets.socketerror";

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        // A name that does not exist does not begin to.
        new("SmtpServerNotFound", FailureKind.Connection,
            "DNS knows no such name.",
            "Check the name, and this machine's DNS: Resolve-DnsName {server}, nslookup {server}. Behind a proxy, give it with -Proxy.")
        {
            Codes = ["HostNotFound", "NoData"],
            EndpointErrorId = "ProviderUnreachable",
            Link = SocketErrors,
        },
        new("SmtpServerNotFound", FailureKind.Connection,
            "The DNS server gave no answer.",
            "Check this machine's DNS and network, and try again.")
        {
            Codes = ["TryAgain", "NoRecovery"],
            EndpointErrorId = "ProviderUnreachable",
            IsTransient = true,
            Link = SocketErrors,
        },
        new("SmtpConnectFailed", FailureKind.Connection,
            "Nothing listens on that port, or a firewall refuses it.",
            "Check -SmtpServer and -Port of profile '{profile}' and the firewall: Test-NetConnection {server} -Port <port>. "
            + "Behind a proxy, give it with -Proxy.")
        {
            Codes = ["ConnectionRefused", "AccessDenied"],
            EndpointErrorId = "ProviderUnreachable",
            IsTransient = true,
            Link = SocketErrors,
        },
        new("SmtpConnectFailed", FailureKind.Connection,
            "There is no way to that network.",
            "Check this machine's network, routes and VPN. Behind a proxy, give it with -Proxy.")
        {
            Codes = ["NetworkUnreachable", "HostUnreachable", "NetworkDown", "HostDown", "AddressNotAvailable"],
            EndpointErrorId = "ProviderUnreachable",
            IsTransient = true,
            Link = SocketErrors,
        },
        new("SmtpConnectFailed", FailureKind.Connection,
            "The other side, or something in between, has cut the connection.",
            "Try again; if it stays, look at firewalls and virus scanners that watch mail.")
        {
            Codes = ["ConnectionReset", "ConnectionAborted", "Shutdown"],
            EndpointErrorId = "ProviderUnreachable",
            IsTransient = true,
            Link = SocketErrors,
        },
        new("SmtpConnectTimeout", FailureKind.Timeout,
            "There was no answer in time: usually a firewall drops what is sent to that port.",
            "Allow outgoing connections to the port; many cloud and home networks block them. Behind a proxy, give it with -Proxy.")
        {
            Codes = ["TimedOut"],
            EndpointErrorId = "ProviderTimeout",
            IsTransient = true,
            Link = SocketErrors,
        },
    ];
}
