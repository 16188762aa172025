using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Tests.Delivery;
using OAuth2Mail.Tests.Providers.Faults;
using Xunit;

namespace OAuth2Mail.Tests.Tokens;

/// <summary>Whatever a token endpoint does, or whoever is in its place: what is stored stays, and is good for the next time.</summary>
public sealed class HostileEndpointTests(FaultyProvider server) : IClassFixture<FaultyProvider>
{
    private const string Good = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
        + """{"access_token":"SECRET-new","refresh_token":"SECRET-rotated","token_type":"Bearer","expires_in":3600}""";

    private static readonly ProviderHttp s_patient = new(TimeSpan.FromSeconds(60));
    private static readonly ProviderHttp s_impatient = new(TimeSpan.FromSeconds(1));

    [Fact]
    public async Task Bad_answer_leaves_the_stored_profile_as_it_was()
    {
        var complaints = await Task.WhenAll(BadAnswers.All.Select(async answer =>
        {
            var plan = FaultPlan.For(FaultyEndpoint.Token, answer.Name);
            var (failure, complaint) = await FailAsync(
                new Uri(server.Address, $"{plan}/token"), answer.HasNoEnd ? s_impatient : s_patient);
            return complaint ?? (failure?.Kind == answer.Kind ? null : $"{answer.Name}: {failure?.ErrorId}");
        }));

        Assert.Empty(complaints.OfType<string>());
    }

    [Theory]
    [InlineData(ServerCertificateKind.Expired, true)]
    [InlineData(ServerCertificateKind.WrongName, true)]
    [InlineData(ServerCertificateKind.SelfSigned, true)]
    [InlineData(ServerCertificateKind.Valid, false)]
    public async Task Endpoint_with_a_bad_certificate_is_told_nothing(ServerCertificateKind kind, bool isAuthorityKnown)
    {
        Assert.SkipUnless(TrustedAuthority.IsTrusted, "Trusting a test authority takes OpenSSL.");
        using var unknown = new TestCertificateAuthority();
        using var certificate = (isAuthorityKnown ? TrustedAuthority.Authority : unknown).Issue(kind);
        await using var endpoint = new RawTokenEndpoint(certificate, Good);

        var (failure, complaint) = await FailAsync(endpoint.Address, s_patient);

        Assert.Null(complaint);
        Assert.Equal("ProviderTlsFailed", failure!.ErrorId);
        Assert.Equal(FailureKind.Security, failure.Kind);
        Assert.False(failure.IsTransient);
        Assert.Equal(0, endpoint.Requests);
    }

    // Shows that the certificates above are refused for what is wrong with them.
    [Fact]
    public async Task Endpoint_with_a_good_certificate_is_asked()
    {
        Assert.SkipUnless(TrustedAuthority.IsTrusted, "Trusting a test authority takes OpenSSL.");
        using var certificate = TrustedAuthority.Authority.Issue();
        await using var endpoint = new RawTokenEndpoint(certificate, Good);
        var core = await StoreAsync(endpoint.Address, s_patient);

        await core.EnsureAsync();

        Assert.Equal("SECRET-rotated", core.Stored.Tokens!.RefreshToken);
        Assert.Equal(1, endpoint.Requests);
    }

    [Theory]
    [InlineData("429 Too Many Requests", "120", 120)]
    [InlineData("503 Service Unavailable", "date", 120)]
    [InlineData("503 Service Unavailable", "soon", null)]
    [InlineData("500 Internal Server Error", null, null)]
    public async Task Wait_that_an_endpoint_asks_for_is_kept(string status, string? wait, int? seconds)
    {
        Assert.SkipUnless(TrustedAuthority.IsTrusted, "Trusting a test authority takes OpenSSL.");
        using var certificate = TrustedAuthority.Authority.Issue();
        var value = wait == "date" ? DateTimeOffset.UtcNow.AddSeconds(120).ToString("R", CultureInfo.InvariantCulture) : wait;
        await using var endpoint = new RawTokenEndpoint(
            certificate, $"HTTP/1.1 {status}\r\nConnection: close\r\n{(value is null ? "" : $"Retry-After: {value}\r\n")}\r\n");

        var (failure, complaint) = await FailAsync(endpoint.Address, s_patient);

        Assert.Null(complaint);
        Assert.Equal("ProviderUnavailable", failure!.ErrorId);
        Assert.True(failure.IsTransient);
        Assert.Equal(seconds is null, failure.RetryAfter is null);
        Assert.InRange(failure.RetryAfter?.TotalSeconds ?? 120, 60, 120);
    }

    [Theory]
    [InlineData("https://elsewhere.invalid/token")]
    [InlineData("http://localhost/token")]
    public async Task Redirect_to_elsewhere_is_not_followed(string location)
    {
        Assert.SkipUnless(TrustedAuthority.IsTrusted, "Trusting a test authority takes OpenSSL.");
        using var certificate = TrustedAuthority.Authority.Issue();
        await using var endpoint = new RawTokenEndpoint(certificate, $"HTTP/1.1 307 Go\r\nConnection: close\r\nLocation: {location}\r\n\r\n");

        var (failure, complaint) = await FailAsync(endpoint.Address, s_patient);

        Assert.Null(complaint);
        Assert.Equal("ProviderRedirected", failure!.ErrorId);
    }

    [Fact]
    public async Task Name_that_nobody_knows_is_told()
    {
        var (failure, complaint) = await FailAsync(new Uri("https://no-such-host.invalid/token"), s_patient);

        Assert.Null(complaint);
        Assert.Equal("ProviderUnreachable", failure!.ErrorId);
    }

    [Theory]
    [InlineData(true, "ProviderTimeout")]
    [InlineData(false, "ProviderUnreachable")]
    public async Task Dead_proxy_is_given_up(bool accepts, string errorId)
    {
        await using var proxy = new RawTokenEndpoint(certificate: null);
        var address = new Uri($"http://127.0.0.1:{(accepts ? proxy.Port : UnusedPort())}");

        var (failure, complaint) = await FailAsync(
            new Uri("https://login.contoso.test/token"), accepts ? s_impatient : s_patient, new ProxySettings { Address = address });

        Assert.Null(complaint);
        Assert.Equal(errorId, failure!.ErrorId);
        Assert.True(failure.IsTransient);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<CoreInstance> StoreAsync(Uri endpoint, ProviderHttp http, ProxySettings? proxy = null)
    {
        var core = new CoreInstance { Http = http };
        await core.SaveAsync(new StoredProfile
        {
            Name = "reports",
            Mode = ProfileMode.ClientSecretPost,
            UserName = "alex@contoso.test",
            Smtp = new SmtpSettings { Server = "localhost", Port = 587 },
            OAuth = new OAuthSettings { ClientId = "client", TokenEndpoint = endpoint, Scopes = ["smtp"] },
            Proxy = proxy,
            Secrets = new ProfileSecrets(),
            Tokens = new TokenSet
            {
                AccessToken = "SECRET-old",
                RefreshToken = "SECRET-stored",
                ObtainedOn = DateTimeOffset.UtcNow.AddHours(-2),
                ExpiresOn = DateTimeOffset.UtcNow.AddHours(-1),
                Scopes = ["smtp"],
            },
        });
        return core;
    }

    /// <summary>A refresh that fails, and one with what is stored then, at an endpoint that is well.</summary>
    private async Task<(OAuth2MailException? Failure, string? Complaint)> FailAsync(Uri endpoint, ProviderHttp http, ProxySettings? proxy = null)
    {
        var core = await StoreAsync(endpoint, http, proxy);
        var before = core.Store[core.Location.Vault, core.Location.Name.SecretName];
        OAuth2MailException failure;
        try
        {
            await core.EnsureAsync().WaitAsync(TimeSpan.FromSeconds(30));
            return (null, $"{endpoint}: taken for good");
        }
        catch (OAuth2MailException e)
        {
            failure = e;
        }
        catch (Exception e)
        {
            return (null, $"{endpoint}: raw {e}");
        }

        if (core.Store[core.Location.Vault, core.Location.Name.SecretName] != before || core.Store.Writes != 1)
        {
            return (failure, $"{endpoint}: the stored profile was changed");
        }

        var well = new Uri(server.Address, $"{FaultPlan.For(FaultyEndpoint.Discovery, "html")}/token");
        core.Http = s_patient;
        await core.Profiles.UpdateAsync(
            core.Location, p => p with { Proxy = null, OAuth = p.OAuth with { TokenEndpoint = well } }, default);
        var (profile, source) = await core.EnsureAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return (failure, source == TokenSource.Provider && profile.Tokens!.RefreshToken == core.Stored.Tokens!.RefreshToken
            ? null
            : $"{endpoint}: no token afterwards");
    }
}
