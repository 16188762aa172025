using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OAuth2Mail.Delivery;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Checks;

/// <summary>Checks the way to the mail server. Behind a proxy, the proxy resolves the name and opens the connection.</summary>
internal static class NetworkCheck
{
    // A service behind many addresses shows a few.
    private const int ShownAddresses = 4;

    /// <exception cref="OAuth2MailException">DNS knows no address.</exception>
    public static async Task<Finding> ResolveAsync(StoredProfile profile, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (profile.Proxy is not null)
        {
            return Finding.Skipped("The proxy resolves the name.");
        }

        try
        {
            IPAddress[] addresses = await WithinAsync(
                LookUpAsync(profile.Smtp.Server, cancellationToken), limit, profile, "DNS gave no answer in time", cancellationToken)
                .ConfigureAwait(false);
            return addresses.Length > 0
                ? new Finding(string.Join("; ", new[]
                {
                    Describe("A", addresses, AddressFamily.InterNetwork), Describe("AAAA", addresses, AddressFamily.InterNetworkV6),
                }.OfType<string>()))
                : throw ConnectionFailure.OfSocket(new SocketException((int)SocketError.NoData), profile);
        }
        catch (SocketException e)
        {
            throw ConnectionFailure.OfSocket(e, profile);
        }
    }

    /// <exception cref="OAuth2MailException">There is no connection.</exception>
    public static async Task<Finding> ConnectAsync(StoredProfile profile, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (profile.Proxy is not null)
        {
            return Finding.Skipped("The proxy opens the connection.");
        }

        using var client = new TcpClient();
        try
        {
            await WithinAsync(
                ConnectAsync(client, profile.Smtp, cancellationToken), limit, profile, "there was no answer in time", cancellationToken)
                .ConfigureAwait(false);
            return new Finding($"Connected to {Plain((IPEndPoint)client.Client.RemoteEndPoint!)}.");
        }
        catch (SocketException e)
        {
            throw ConnectionFailure.OfSocket(e, profile);
        }
    }

#if NET
    private static Task<IPAddress[]> LookUpAsync(string server, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(server, cancellationToken);
#else
    private static Task<IPAddress[]> LookUpAsync(string server, CancellationToken _) => Dns.GetHostAddressesAsync(server);
#endif

    private static async Task<bool> ConnectAsync(TcpClient client, SmtpSettings smtp, CancellationToken cancellationToken)
    {
#if NET
        await client.ConnectAsync(smtp.Server, smtp.Port, cancellationToken).ConfigureAwait(false);
#else
        cancellationToken.ThrowIfCancellationRequested();
        await client.ConnectAsync(smtp.Server, smtp.Port).ConfigureAwait(false);
#endif
        return true;
    }

    // .NET Framework takes no token for either, and closing a socket in the middle makes it throw arbitrary exceptions (even
    // NullReferenceException): a late failure is ignored.
    private static async Task<T> WithinAsync<T>(
        Task<T> work, TimeSpan limit, StoredProfile profile, string flaw, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        Task first = await Task.WhenAny(work, Task.Delay(Timeout.Infinite, timeout.Token)).ConfigureAwait(false);
        if (first == work)
        {
            return await work.ConfigureAwait(false);
        }

        _ = work.ContinueWith(
            static late => _ = late.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        cancellationToken.ThrowIfCancellationRequested();
        throw ConnectionFailure.OfTimeout(profile, flaw);
    }

    private static string? Describe(string type, IPAddress[] addresses, AddressFamily family)
    {
        string[] found = [.. addresses.Where(address => address.AddressFamily == family).Select(address => address.ToString())];
        string more = found.Length > ShownAddresses
            ? string.Format(CultureInfo.InvariantCulture, " and {0} more", found.Length - ShownAddresses)
            : "";
        return found.Length == 0 ? null : $"{type} {string.Join(", ", found.Take(ShownAddresses))}{more}";
    }

    // A socket for both protocols writes an IPv4 address as [::ffff:192.0.2.1].
    private static IPEndPoint Plain(IPEndPoint end) =>
        end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;
}
