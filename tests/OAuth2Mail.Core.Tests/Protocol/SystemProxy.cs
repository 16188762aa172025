using System.Net;
using Xunit;

namespace OAuth2Mail.Tests.Protocol;

/// <summary>The process's own proxy, as <c>HTTP_PROXY</c> sets it, for as long as it lives.</summary>
[CollectionDefinition(nameof(SystemProxy), DisableParallelization = true)]
public sealed class SystemProxy : IDisposable
{
    private readonly IWebProxy _before = HttpClient.DefaultProxy;

    /// <param name="address">Where it is; null to leave things as they are.</param>
    internal SystemProxy(Uri? address)
    {
        if (address is not null)
        {
            HttpClient.DefaultProxy = new WebProxy(address);
        }
    }

    public void Dispose() => HttpClient.DefaultProxy = _before;
}
