using System.Text.Json;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Tests.LoopbackServers;
using Xunit;

namespace OAuth2Mail.Tests.Protocol;

public sealed class DiscoveryTests(AuthorizationServerFixture fixture, DocumentServer documents)
    : IClassFixture<AuthorizationServerFixture>, IClassFixture<DocumentServer>
{
    private AuthorizationServer Server => fixture.Server;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Endpoints_come_from_the_issuer_s_document(bool slash)
    {
        var found = await CompleteAsync(slash ? Server.Issuer.AbsoluteUri : Server.Issuer.AbsoluteUri.TrimEnd('/'));

        Assert.Equal(Server.AuthorizationEndpoint, found.AuthorizationEndpoint);
        Assert.Equal(Server.TokenEndpoint, found.TokenEndpoint);
        Assert.Equal(Server.DeviceAuthorizationEndpoint, found.DeviceAuthorizationEndpoint);
        Assert.Equal(Server.RevocationEndpoint, found.RevocationEndpoint);
        Assert.Equal(Server.Issuer.AbsoluteUri, found.Issuer);
        Assert.True(found.IssuerInResponse);
    }

    [Fact]
    public async Task OAuth_metadata_serve_where_there_is_no_OpenID_document()
    {
        Server.FailNext(ServerEndpoint.Discovery, EndpointFault.HttpStatus(404));

        Assert.Equal(Server.TokenEndpoint, (await CompleteAsync(Server.Issuer.AbsoluteUri)).TokenEndpoint);
    }

    [Fact]
    public async Task Endpoint_that_is_given_stays()
    {
        var given = new Uri("https://given.test/token");

        var found = await AuthorizationServerDiscovery.CompleteAsync(
            new OAuthSettings { Issuer = Server.Issuer.AbsoluteUri, TokenEndpoint = given }, null, default);

        Assert.Equal(given, found.TokenEndpoint);
        Assert.Equal(Server.AuthorizationEndpoint, found.AuthorizationEndpoint);
    }

    [Fact]
    public async Task Without_an_issuer_nothing_is_asked()
    {
        var before = Server.Requests.Count;
        var settings = new OAuthSettings { TokenEndpoint = Server.TokenEndpoint };

        Assert.Same(settings, await AuthorizationServerDiscovery.CompleteAsync(settings, null, default));
        Assert.Equal(before, Server.Requests.Count);
    }

    // RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery §4 behind it.
    [Theory]
    [InlineData("/tenant1", "/tenant1/.well-known/openid-configuration")]
    [InlineData("/tenant2", "/.well-known/oauth-authorization-server/tenant2")]
    [InlineData("/deep/tenant3", "/.well-known/oauth-authorization-server/deep/tenant3")]
    public async Task Issuer_with_a_path_is_found_where_its_specification_puts_the_document(string path, string document)
    {
        var issuer = documents.Address.AbsoluteUri.TrimEnd('/') + path;
        documents.Documents[document] = Document(issuer);

        var found = await CompleteAsync(issuer);

        Assert.Equal("https://login.test/token", found.TokenEndpoint!.AbsoluteUri);
        Assert.Equal(issuer, found.Issuer);
        Assert.False(found.IssuerInResponse);
    }

    [Theory]
    [InlineData("""{"issuer":"https://evil.test","token_endpoint":"https://evil.test/token"}""")]
    [InlineData("""{"token_endpoint":"https://evil.test/token"}""")]
    [InlineData("<!DOCTYPE html><title>Sign in</title>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Document_of_somebody_else_or_none_at_all_is_not_taken(string document)
    {
        var name = "/" + Guid.NewGuid().ToString("N");
        documents.Documents[name + "/.well-known/openid-configuration"] = document;
        documents.Documents["/.well-known/oauth-authorization-server" + name] = document;
        var issuer = documents.Address.AbsoluteUri.TrimEnd('/') + name;

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => CompleteAsync(issuer));

        Assert.Equal("IssuerDiscoveryFailed", failure.ErrorId);
        Assert.Contains(issuer, failure.Message, StringComparison.Ordinal);
        Assert.Contains("-TokenEndpoint", failure.Advice, StringComparison.Ordinal);
    }

    // What is wrong with the document that is there, not that the other address has none.
    [Theory]
    [InlineData("other", """{"issuer":"https://other.test","token_endpoint":"https://login.test/token"}""", "'https://other.test'")]
    [InlineData("none", """{"token_endpoint":"https://login.test/token"}""", "no issuer")]
    [InlineData("number", """{"issuer":17,"token_endpoint":"https://login.test/token"}""", "no issuer")]
    [InlineData("cut", """{"issuer":""", "not a JSON object")]
    [InlineData("page", "<html>Sign in</html>", "not a JSON object")]
    [InlineData("array", "[]", "not a JSON object")]
    public async Task Reason_is_the_true_one(string path, string document, string reason)
    {
        documents.Documents[$"/{path}/.well-known/openid-configuration"] = document;

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(
            () => CompleteAsync(new Uri(documents.Address, path).AbsoluteUri));

        Assert.Equal("IssuerDiscoveryFailed", failure.ErrorId);
        Assert.Equal(FailureKind.InvalidData, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("404", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token_endpoint", "\"http://login.test/token\"", "EndpointNotSecure")]
    [InlineData("authorization_endpoint", "\"http://login.test/authorize\"", "EndpointNotSecure")]
    [InlineData("revocation_endpoint", "\"ftp://login.test/revoke\"", "EndpointNotSecure")]
    [InlineData("token_endpoint", "\"token\"", "IssuerDiscoveryFailed")]
    [InlineData("device_authorization_endpoint", "17", "IssuerDiscoveryFailed")]
    public async Task Published_endpoint_that_cannot_be_used_is_named(string member, string value, string errorId)
    {
        var issuer = new Uri(documents.Address, Guid.NewGuid().ToString("N")).AbsoluteUri;
        documents.Documents[new Uri(issuer).AbsolutePath + "/.well-known/openid-configuration"] =
            $"{{\"issuer\":\"{issuer}\",\"{member}\":{value}}}";

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => CompleteAsync(issuer));

        Assert.Equal(errorId, failure.ErrorId);
        Assert.Contains(member, failure.Message, StringComparison.Ordinal);
        Assert.Contains(issuer, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_not_fetched()
    {
        var issuer = new Uri(documents.Address, "keys").AbsoluteUri;
        documents.Documents["/keys/.well-known/openid-configuration"] =
            $"{{\"issuer\":\"{issuer}\",\"token_endpoint\":\"https://login.test/token\",\"jwks_uri\":\"{issuer}/jwks\"}}";

        await CompleteAsync(issuer);

        Assert.DoesNotContain("/keys/jwks", documents.Asked);
    }

    [Fact]
    public async Task Oversized_document_is_not_read()
    {
        Server.FailNext(ServerEndpoint.Discovery, EndpointFault.Oversized(2 * 1024 * 1024), 2);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => CompleteAsync(Server.Issuer.AbsoluteUri));

        Assert.Equal("IssuerDiscoveryFailed", failure.ErrorId);
    }

    [Theory]
    [InlineData("http://login.contoso.test", "EndpointNotSecure")]
    [InlineData("login.contoso.test", "EndpointNotSecure")]
    [InlineData("not an address", "EndpointNotSecure")]
    [InlineData("", "EndpointNotSecure")]
    public async Task Issuer_is_an_https_address(string issuer, string errorId)
        => Assert.Equal(errorId, (await Assert.ThrowsAsync<OAuth2MailException>(() => CompleteAsync(issuer))).ErrorId);

    [Fact]
    public async Task Cancellation_is_a_cancellation()
    {
        Server.FailNext(ServerEndpoint.Discovery, EndpointFault.NeverAnswers(), 2);
        using var stop = new CancellationTokenSource(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AuthorizationServerDiscovery.CompleteAsync(
            new OAuthSettings { Issuer = Server.Issuer.AbsoluteUri }, null, stop.Token));
        Server.ClearFaults();
    }

    private static string Document(string issuer) => JsonSerializer.Serialize(new
    {
        issuer,
        authorization_endpoint = "https://login.test/authorize",
        token_endpoint = "https://login.test/token",
    });

    private static Task<OAuthSettings> CompleteAsync(string issuer)
        => AuthorizationServerDiscovery.CompleteAsync(new OAuthSettings { Issuer = issuer }, null, default);
}
