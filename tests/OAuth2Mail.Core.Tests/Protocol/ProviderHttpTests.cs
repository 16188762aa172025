using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using Xunit;

namespace OAuth2Mail.Tests.Protocol;

public sealed class ProviderHttpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_sent_to_an_address_that_is_not_secure_whatever_the_profile_says(bool isProxied)
    {
        // TEST-NET-1 (RFC 5737): nobody would answer.
        ProxySettings? proxy = isProxied ? new ProxySettings { Address = new Uri("http://192.0.2.1:8080") } : null;
        using HttpClient http = new ProviderHttp(TimeSpan.FromSeconds(30)).For(proxy);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token" });
        var start = TimeProvider.System.GetTimestamp();

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => http.PostAsync(new Uri("http://192.0.2.1/token"), form));

        Assert.Equal("EndpointNotSecure", failure.ErrorId);
        Assert.Equal(FailureKind.Security, failure.Kind);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
