using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using OAuth2Mail.Editing;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Providers;

public sealed class PrivateKeyJwtTests(KeyClientsFixture fixture) : IClassFixture<KeyClientsFixture>
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private AuthorizationServer Server => fixture.Server;

    private PrivateKeyJwtProvider Provider => new(_clock);

    public static TheoryData<string, string?, string?> Keys => new()
    {
        { nameof(TestKeys.RsaPkcs1), null, null },
        { nameof(TestKeys.RsaPkcs8), null, "RS512" },
        { nameof(TestKeys.RsaPkcs8), null, "PS256" },
        { nameof(TestKeys.RsaEncrypted), TestKeys.Password, null },
        { nameof(TestKeys.RsaJwk), null, null },
        { nameof(TestKeys.EcSec1), null, null },
        { nameof(TestKeys.EcSec1WithParameters), null, null },
        { nameof(TestKeys.EcPkcs8), null, "ES256" },
        { nameof(TestKeys.EcEncrypted), TestKeys.Password, null },
        { nameof(TestKeys.EcJwk), null, null },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Key_in_every_usual_form_signs_what_the_server_takes(string form, string? password, string? algorithm)
    {
        var text = (string)typeof(TestKeys).GetProperty(form)!.GetValue(null)!;
        var profile = With(ClientKey.FromPrivateKey(text, password), form.StartsWith("Rsa", StringComparison.Ordinal)
            ? KeyClientsFixture.RsaClient : KeyClientsFixture.EcClient)
            .With(oauth => oauth with { SigningAlgorithm = algorithm });

        var tokens = await Provider.AcquireAsync(Provider.Complete(profile), default);

        Assert.Equal(profile.OAuth.ClientId, (await Server.IntrospectAsync(tokens.AccessToken))!.ClientId);
        Assert.Equal(algorithm ?? (form[0] == 'R' ? "RS256" : "ES256"), LastAssertion().Alg);
    }

    [Fact]
    public async Task Assertion_says_who_it_is_to_whom_and_for_how_long()
    {
        var profile = With(Ec, KeyClientsFixture.EcClient);

        await Provider.AcquireAsync(profile, default);
        var first = LastAssertion();
        await Provider.AcquireAsync(profile, default);
        var second = LastAssertion();

        Assert.Equal(KeyClientsFixture.EcClient, first.Issuer);
        Assert.Equal(KeyClientsFixture.EcClient, first.Subject);
        Assert.Equal(Server.TokenEndpoint.AbsoluteUri, Assert.Single(first.Audiences));
        Assert.Equal(TimeSpan.FromMinutes(5), first.ValidTo - first.IssuedAt);
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds(), new DateTimeOffset(first.IssuedAt).ToUnixTimeSeconds());
        Assert.False(first.TryGetHeaderValue<string>("kid", out _));
        Assert.True(first.Id.Length >= 16);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", LastTokenRequest["client_assertion_type"]);
        Assert.DoesNotContain("client_secret", LastTokenRequest.Form.Keys);
    }

    [Fact]
    public void Key_id_audience_subject_and_claims_are_the_profile_s()
    {
        var profile = With(Ec, "client").With(static oauth => oauth with
        {
            PrivateKeyId = "key-7",
            Audience = "https://issuer.test",
            Subject = "somebody",
            Claims = new Dictionary<string, string> { ["tenant"] = "contoso" },
        });

        var token = Read(new ClientAssertionFactory(_clock).CreateClientAssertion(profile));

        Assert.Equal("key-7", token.Kid);
        Assert.Equal("https://issuer.test", Assert.Single(token.Audiences));
        Assert.Equal("somebody", token.Subject);
        Assert.Equal("contoso", token.GetPayloadValue<string>("tenant"));
    }

    [Fact]
    public async Task Certificate_signs_and_names_itself()
    {
        using var certificate = TestKeys.CreateCertificate();
        var pem = certificate.ExportCertificatePem() + "\n" + TestKeys.RsaPkcs8;
        ClientKey[] keys =
        [
            ClientKey.FromCertificate(certificate),
            ClientKey.FromCertificateFile(certificate.Export(X509ContentType.Pkcs12, "pfx password"), "pfx password"),
            ClientKey.FromCertificateFile(Encoding.ASCII.GetBytes(pem), null),
        ];

        foreach (var key in keys)
        {
            await Provider.AcquireAsync(With(key, KeyClientsFixture.RsaClient), default);

            Assert.Equal(
                System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(certificate.RawData)),
                LastAssertion().GetHeaderValue<string>("x5t#S256"));
            Assert.Equal(certificate.NotAfter.ToUniversalTime(), key.ExpiresOn!.Value.UtcDateTime);
        }
    }

    [Fact]
    public async Task Jwt_bearer_grant_acts_for_the_mailbox()
    {
        var profile = With(ClientKey.FromPrivateKey(TestKeys.RsaPkcs8, null), KeyClientsFixture.ServiceAccount)
            .With(static oauth => oauth with { GrantType = GrantType.JwtBearer });

        var tokens = await Provider.AcquireAsync(Provider.Complete(profile), default);

        var request = LastTokenRequest;
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", request["grant_type"]);
        Assert.DoesNotContain("client_assertion", request.Form.Keys);
        Assert.Equal(AuthorizationServerFixture.User, Read(request["assertion"]!).Subject);
        var info = await Server.IntrospectAsync(tokens.AccessToken);
        Assert.Equal(AuthorizationServerFixture.User, info!.UserName);
        Assert.Contains("smtp", info.Scopes);
    }

    [Fact]
    public async Task Code_and_refresh_are_signed_too()
    {
        var profile = With(Ec, KeyClientsFixture.EcClient).With(static oauth => oauth with
        {
            GrantType = GrantType.AuthorizationCode, Scopes = ["smtp", "offline_access"],
        });
        var pending = Provider.BeginAuthorization(profile, new Uri(AuthorizationServerFixture.RedirectUri));
        var ended = await fixture.Authorization.Browser.FindRedirectAsync(
            pending.AuthorizationUri, AuthorizationServerFixture.RedirectUri);

        var tokens = await Provider.RedeemAsync(profile, pending, AuthorizationResponse.Parse(ended.Query), default);
        var refreshed = await Provider.AcquireAsync(profile with { Tokens = tokens }, default);

        Assert.NotEqual(tokens.RefreshToken, refreshed.RefreshToken);
        Assert.Equal("refresh_token", LastTokenRequest["grant_type"]);
        Assert.Equal(KeyClientsFixture.EcClient, LastAssertion().Subject);
        Assert.True(await Provider.RevokeAsync(profile with { Tokens = refreshed }, default));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES512")]
    [InlineData("HS256")]
    [InlineData("none")]
    [InlineData("nonsense")]
    public void Algorithm_that_does_not_fit_the_key_is_refused(string algorithm)
    {
        var profile = With(Ec, "client").With(oauth => oauth with { SigningAlgorithm = algorithm });

        var failure = Assert.Throws<OAuth2MailException>(() => Provider.Complete(profile));

        Assert.Equal("SigningAlgorithmMismatch", failure.ErrorId);
        Assert.Contains(algorithm, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weak_or_missing_key_and_password_grant_are_refused()
    {
        using var weak = RSA.Create(1024);
        var key = ClientKey.FromPrivateKey(weak.ExportPkcs8PrivateKeyPem(), null);

        Assert.Equal("SigningAlgorithmMismatch", Refused(With(key, "client")).ErrorId);
        Assert.Equal("ParameterMissing", Refused(With(Ec, "client") with { Secrets = new ProfileSecrets() }).ErrorId);
        var password = With(Ec, "client").With(static oauth => oauth with { GrantType = GrantType.Password });
        Assert.Equal("ParameterConflict", Refused(
            password with { Secrets = password.Secrets with { Password = "x" } }).ErrorId);
    }

    [Fact]
    public async Task Key_that_is_not_registered_is_the_client_s_fault()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = ClientKey.FromPrivateKey(other.ExportPkcs8PrivateKeyPem(), null);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(
            () => Provider.AcquireAsync(With(key, KeyClientsFixture.EcClient), default));

        Assert.Equal("ClientRefused", failure.ErrorId);
        Assert.DoesNotContain("eyJ", failure.ToString(), StringComparison.Ordinal);
    }

    private static ClientKey Ec => ClientKey.FromPrivateKey(TestKeys.EcPkcs8, null);

    private RecordedRequest LastTokenRequest => Server.Requests.Last(static r => r.Endpoint == ServerEndpoint.Token);

    private JsonWebToken LastAssertion() => Read(LastTokenRequest["client_assertion"]!);

    private static JsonWebToken Read(string assertion) => new(assertion);

    private OAuth2MailException Refused(StoredProfile profile)
        => Assert.Throws<OAuth2MailException>(() => Provider.Complete(profile));

    private StoredProfile With(ClientKey key, string clientId)
    {
        var profile = new ProfileChanges { Key = key }.ApplyTo(SampleProfile.For(Server, clientId));
        return profile.With(static oauth => oauth with { GrantType = GrantType.ClientCredentials, Scopes = ["smtp"] })
            with { Mode = ProfileMode.PrivateKeyJwt };
    }
}
