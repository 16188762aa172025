using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;
using static OAuth2Mail.Tests.LoopbackServers.AuthorizationServerFixture;

namespace OAuth2Mail.Tests.Providers;

public sealed class ProviderFaultTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string PostedSecret = "SECRET-posted";
    private readonly ClientSecretPostProvider _provider = new(TimeProvider.System);

    [Theory]
    [InlineData("invalid_grant", 400, "TokenGrantRefused", FailureKind.Authentication, "Invoke-OAuth2Authorization -Name reports")]
    [InlineData("invalid_client", 400, "ClientRefused", FailureKind.Authentication, "-ClientSecret")]
    [InlineData("invalid_client", 401, "ClientRefused", FailureKind.Authentication, "-ClientSecret")]
    [InlineData("unauthorized_client", 400, "ClientNotAllowed", FailureKind.PermissionDenied, "ClientCredentials")]
    [InlineData("unauthorized_client", 401, "ClientNotAllowed", FailureKind.PermissionDenied, "ClientCredentials")]
    [InlineData("unsupported_grant_type", 400, "GrantTypeNotSupported", FailureKind.NotSupported, "-GrantType")]
    [InlineData("invalid_scope", 400, "ScopeRefused", FailureKind.InvalidArgument, "-Scope")]
    [InlineData("access_denied", 403, "ConsentDeclined", FailureKind.PermissionDenied, "administrator")]
    [InlineData("temporarily_unavailable", 503, "ProviderUnavailable", FailureKind.Unavailable, "later")]
    [InlineData("server_error", 500, "ProviderUnavailable", FailureKind.Unavailable, "later")]
    [InlineData("something_new", 400, "AuthorizationRefused", FailureKind.Authentication, null)]
    public async Task Refusal_keeps_the_provider_s_code_and_words_and_says_what_to_do(
        string error, int status, string errorId, FailureKind kind, string? advice)
    {
        var failure = await FailAsync(EndpointFault.OAuthError(error, "In the server's own words.", status));

        Assert.Equal(errorId, failure.ErrorId);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(error, failure.ProviderCode);
        Assert.Contains("In the server's own words.", failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice ?? "", failure.Advice ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_the_provider_cannot_disturb_the_terminal()
    {
        var failure = await FailAsync(EndpointFault.OAuthError("bad\u001b[31m", "line\r\nbreak \u001b[2J" + new string('x', 5000)));

        Assert.DoesNotContain(failure.Message, char.IsControl);
        Assert.InRange(failure.Message.Length, 100, 1000);
    }

    [Fact]
    public async Task Answer_without_OAuth_error_is_told_by_its_HTTP_status()
    {
        var failure = await FailAsync(EndpointFault.HttpStatus(503));

        Assert.Equal("ProviderUnavailable", failure.ErrorId);
        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.Contains("503", failure.Message, StringComparison.Ordinal);
        Assert.Contains(fixture.Server.TokenEndpoint.Authority, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "ProviderAnswerInvalid")]
    [InlineData(400, "ProviderAnswerInvalid")]
    [InlineData(502, "ProviderUnavailable")]
    public async Task Page_in_place_of_an_answer_is_not_taken(int status, string errorId)
        => Assert.Equal(errorId, (await FailAsync(EndpointFault.HtmlPage() with { Status = status })).ErrorId);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":null,"token_type":"Bearer"}""")]
    public async Task Answer_without_a_token_is_not_taken(string body)
        => Assert.Equal("ProviderAnswerInvalid", (await FailAsync(new EndpointFault { Status = 200, Body = body })).ErrorId);

    [Fact]
    public async Task Oversized_answer_is_not_read()
        => Assert.Equal("ProviderAnswerInvalid", (await FailAsync(EndpointFault.Oversized(2 * 1024 * 1024))).ErrorId);

    [Fact]
    public async Task Redirect_is_not_followed_with_the_secret()
    {
        var before = fixture.Server.Requests.Count;

        var failure = await FailAsync(new EndpointFault
        {
            Status = 307, Headers = new Dictionary<string, string> { ["Location"] = fixture.Server.TokenEndpoint.AbsoluteUri },
        });

        Assert.Equal("ProviderRedirected", failure.ErrorId);
        Assert.Equal(before + 1, fixture.Server.Requests.Count);
    }

    [Fact]
    public async Task Cancellation_of_a_provider_that_never_answers_is_a_cancellation()
    {
        fixture.Server.FailNext(ServerEndpoint.Token, EndpointFault.NeverAnswers());
        using var stop = new CancellationTokenSource(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _provider.AcquireAsync(Profile, stop.Token));
    }

    [Fact]
    public async Task Cancellation_of_a_revocation_is_a_cancellation()
    {
        fixture.Server.FailNext(ServerEndpoint.Revocation, EndpointFault.NeverAnswers());
        using var stop = new CancellationTokenSource(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _provider.RevokeAsync(Profile with { Tokens = SampleProfile.Full.Tokens }, stop.Token));
    }

    [Fact]
    public async Task Failed_revocation_is_told()
    {
        fixture.Server.FailNext(ServerEndpoint.Revocation, EndpointFault.HttpStatus(503));

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(
            () => _provider.RevokeAsync(Profile with { Tokens = SampleProfile.Full.Tokens }, default));

        Assert.DoesNotContain("SECRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_that_is_not_there_is_told()
    {
        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => _provider.AcquireAsync(
            Profile.With(static oauth => oauth with { TokenEndpoint = new Uri("http://127.0.0.1:1/token") }), default));

        Assert.Equal("ProviderUnreachable", failure.ErrorId);
        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-Proxy", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_secret_is_the_client_s_fault()
    {
        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => _provider.AcquireAsync(Profile, default));

        Assert.Equal("ClientRefused", failure.ErrorId);
        Assert.Equal("invalid_client", failure.ProviderCode);
        Assert.DoesNotContain(PostedSecret, failure.ToString(), StringComparison.Ordinal);
    }

    private StoredProfile Profile => SampleProfile.For(fixture.Server, ConfidentialClient, PostedSecret)
        .With(static oauth => oauth with { GrantType = GrantType.ClientCredentials });

    private async Task<OAuth2MailException> FailAsync(EndpointFault fault)
    {
        fixture.Server.FailNext(ServerEndpoint.Token, fault);
        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => _provider.AcquireAsync(Profile, default));
        Assert.DoesNotContain(PostedSecret, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }
}
