using OAuth2Mail.Editing;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Editing;

public sealed class ProfileChangesTests
{
    private static StoredProfile Before => SampleProfile.Full;

    public static TheoryData<string> ConsentDropped =>
        ["UserName", "GrantType", "ClientId", "TokenEndpoint", "Scopes", "Issuer", "ResourceOwner", "Subject"];

    [Theory]
    [MemberData(nameof(ConsentDropped))]
    public void Tokens_that_were_given_for_something_else_are_dropped(string what)
    {
        var after = ProfileEditor.WithoutForeignTokens(Before, Change(what).ApplyTo(Before));

        Assert.Null(after.Tokens);
        Assert.Null(after.Pending);
    }

    [Fact]
    public void Tokens_that_are_still_good_are_kept()
    {
        ProfileChanges[] harmless =
        [
            new(),
            new() { From = "other@contoso.test", SmtpServer = "other.contoso.test", Port = 2525 },
            new() { ClientSecret = "new", ClientSecretExpires = DateTimeOffset.UnixEpoch, Password = "new" },
            new() { Key = ClientKey.FromPrivateKey(TestKeys.EcPkcs8, null) },
            new() { ClientAuthentication = ClientAuthentication.Post, RedirectUri = new Uri("http://localhost/") },
            new() { Scopes = ["offline_access", "smtp"] },
            new() { UserName = "ALEX@contoso.test" },
            new() { CertificateThumbprint = "", CertificateRevocation = CertificateRevocation.None },
        ];

        Assert.All(harmless, changes =>
        {
            var after = ProfileEditor.WithoutForeignTokens(Before, changes.ApplyTo(Before));
            Assert.Same(Before.Tokens, after.Tokens);
            Assert.Same(Before.Pending, after.Pending);
        });
    }

    [Fact]
    public void What_is_not_given_stays_as_it_is() => Assert.Equal(Before, new ProfileChanges().ApplyTo(Before));

    [Fact]
    public void Empty_text_clears_sender_and_pin()
    {
        var after = new ProfileChanges { From = "", CertificateThumbprint = "" }.ApplyTo(Before);

        Assert.Null(after.From);
        Assert.Null(after.Smtp.CertificateThumbprint);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls, null, 587)]
    [InlineData(SmtpSecurity.StartTls, 25, 25)]
    [InlineData(SmtpSecurity.ImplicitTls, null, 4650)]
    [InlineData(null, 2525, 2525)]
    [InlineData(null, null, 4650)]
    public void Change_of_security_alone_goes_to_its_usual_port(SmtpSecurity? security, int? port, int expected)
    {
        var before = Before with { Smtp = Before.Smtp with { Port = 4650 } };

        var after = ProfileRules.Normalize(new ProfileChanges { Security = security, Port = port }.ApplyTo(before));

        Assert.Equal(expected, after.Smtp.Port);
        Assert.Equal(security ?? SmtpSecurity.ImplicitTls, after.Smtp.Security);
    }

    [Fact]
    public void New_secret_has_an_end_of_its_own()
    {
        var end = DateTimeOffset.UtcNow.AddDays(90);

        Assert.Equal(Before.Secrets.ExpiresOn, new ProfileChanges { From = "x@y.test" }.ApplyTo(Before).Secrets.ExpiresOn);
        Assert.Null(new ProfileChanges { ClientSecret = "new" }.ApplyTo(Before).Secrets.ExpiresOn);
        Assert.Equal(end, new ProfileChanges { ClientSecret = "new", ClientSecretExpires = end }.ApplyTo(Before).Secrets.ExpiresOn);
        Assert.Equal("new", new ProfileChanges { ClientSecret = "new" }.ApplyTo(Before).Secrets.ClientSecret);
    }

    [Fact]
    public void New_key_replaces_the_old_one_of_whichever_kind()
    {
        using var certificate = TestKeys.CreateCertificate();
        var byKey = new ProfileChanges { Key = ClientKey.FromPrivateKey(TestKeys.RsaPkcs8, null) }.ApplyTo(Before);
        var byCertificate = new ProfileChanges { Key = ClientKey.FromCertificate(certificate) }.ApplyTo(byKey);

        Assert.NotNull(byKey.Secrets.PrivateKey);
        Assert.Null(byKey.Secrets.Certificate);
        Assert.Null(byKey.OAuth.CertificateThumbprint);
        Assert.Null(byCertificate.Secrets.PrivateKey);
        Assert.NotNull(byCertificate.Secrets.Certificate);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), byCertificate.Secrets.ExpiresOn!.Value.UtcDateTime);
    }

    [Fact]
    public void New_proof_takes_the_place_of_the_old_one_of_whichever_kind()
    {
        var identity = new ProfileChanges { ManagedIdentity = true }.ApplyTo(Before);
        Assert.True(identity.OAuth.ManagedIdentity);
        Assert.Null(identity.OAuth.ClientId);
        Assert.Null(identity.OAuth.CertificateThumbprint);
        Assert.Null(identity.Secrets.ClientSecret);
        Assert.Null(identity.Secrets.PrivateKey);
        Assert.Null(identity.Secrets.Certificate);
        Assert.Null(identity.Secrets.ExpiresOn);

        var federated = new ProfileChanges { ClientId = "app", FederatedTokenFile = "/var/token" }.ApplyTo(identity);
        Assert.False(federated.OAuth.ManagedIdentity);
        Assert.Equal("/var/token", federated.OAuth.FederatedTokenFile);
        Assert.Equal("app", federated.OAuth.ClientId);

        var secret = new ProfileChanges { ClientSecret = "new" }.ApplyTo(federated);
        Assert.Null(secret.OAuth.FederatedTokenFile);
        Assert.Equal("new", secret.Secrets.ClientSecret);
        Assert.Null(new ProfileChanges { ClientSecret = "" }.ApplyTo(secret).Secrets.ClientSecret);
    }

    [Fact]
    public void Two_proofs_at_once_are_refused() => Assert.Equal(
        "ParameterConflict",
        Assert.Throws<OAuth2MailException>(
            () => new ProfileChanges { ClientSecret = "new", ManagedIdentity = true }.ApplyTo(Before)).ErrorId);

    [Fact]
    public void Password_goes_with_its_grant()
    {
        var without = new ProfileChanges { GrantType = GrantType.ClientCredentials }.ApplyTo(Before);

        Assert.Null(without.Secrets.Password);
        Assert.Null(without.OAuth.ResourceOwner);
        Assert.Equal(
            "ParameterConflict",
            Assert.Throws<OAuth2MailException>(() => new ProfileChanges { Password = "x" }.ApplyTo(without)).ErrorId);
    }

    [Fact]
    public void Proxy_can_be_changed_and_taken_away()
    {
        var none = new Uri("", UriKind.Relative);
        var other = new Uri("http://other.contoso.test:8080");

        Assert.Null(new ProfileChanges { Proxy = none }.ApplyTo(Before).Proxy);
        Assert.Equal(new ProxySettings { Address = other }, new ProfileChanges { Proxy = other }.ApplyTo(Before).Proxy);
        Assert.Equal(
            Before.Proxy! with { UserName = "u", Password = "p" },
            new ProfileChanges { ProxyUserName = "u", ProxyPassword = "p" }.ApplyTo(Before).Proxy);
        Assert.Same(Before.Proxy, new ProfileChanges { Proxy = Before.Proxy!.Address }.ApplyTo(Before).Proxy);
        Assert.Equal(
            "ParameterConflict",
            Assert.Throws<OAuth2MailException>(
                () => new ProfileChanges { Proxy = none, ProxyUserName = "u", ProxyPassword = "p" }.ApplyTo(Before)).ErrorId);
    }

    [Fact]
    public void What_is_optional_can_be_taken_away()
    {
        var none = new Uri("", UriKind.Relative);
        var after = new ProfileChanges
        {
            RedirectUri = none, RevocationEndpoint = none, Audience = "", Subject = "", PrivateKeyId = "", Claims = new Dictionary<string, string>(),
        }.ApplyTo(Before).OAuth;

        Assert.Null(after.RedirectUri);
        Assert.Null(after.RevocationEndpoint);
        Assert.Null(after.Audience);
        Assert.Null(after.Subject);
        Assert.Null(after.PrivateKeyId);
        Assert.Empty(after.Claims);
    }

    [Fact]
    public void Same_issuer_with_the_same_endpoints_keeps_the_tokens()
    {
        var changes = new ProfileChanges
        {
            Issuer = Before.OAuth.Issuer,
            AuthorizationEndpoint = Before.OAuth.AuthorizationEndpoint,
            TokenEndpoint = Before.OAuth.TokenEndpoint,
        };

        Assert.Same(Before.Tokens, ProfileEditor.WithoutForeignTokens(Before, changes.ApplyTo(Before)).Tokens);
    }

    [Fact]
    public void Server_and_scope_follow_the_cloud_unless_the_user_gave_them()
    {
        var stored = ProfileEditor.Apply(
            new StoredProfile { Name = "reports", Mode = ProfileMode.ExchangeApplication, UserName = "" },
            new ProfileChanges
            {
                UserName = "alex@contoso.test", GrantType = GrantType.ClientCredentials, TenantId = "contoso.test", ClientId = "app", ClientSecret = "s",
            });
        var moved = ProfileEditor.Apply(stored, new ProfileChanges { Cloud = AzureCloud.AzureChina });
        var own = ProfileEditor.Apply(stored, new ProfileChanges { SmtpServer = "relay.contoso.test", Scopes = ["https://own/.default"] });
        var ownMoved = ProfileEditor.Apply(own, new ProfileChanges { Cloud = AzureCloud.AzureChina });

        Assert.Equal("smtp.office365.com", stored.Smtp.Server);
        Assert.Equal("smtp.partner.outlook.cn", moved.Smtp.Server);
        Assert.Equal(["https://partner.outlook.cn/.default"], moved.OAuth.Scopes);
        Assert.Equal("login.partner.microsoftonline.cn", moved.OAuth.TokenEndpoint!.Host);
        Assert.Equal("relay.contoso.test", ownMoved.Smtp.Server);
        Assert.Equal(["https://own/.default"], ownMoved.OAuth.Scopes);
    }

    [Fact]
    public void Other_issuer_leaves_no_endpoint_of_the_old_one()
    {
        var after = new ProfileChanges
        {
            Issuer = "https://other.test", RevocationEndpoint = new Uri("https://given.test/revoke"),
        }.ApplyTo(Before).OAuth;

        Assert.Null(after.AuthorizationEndpoint);
        Assert.Null(after.TokenEndpoint);
        Assert.Null(after.DeviceAuthorizationEndpoint);
        Assert.Equal("https://given.test/revoke", after.RevocationEndpoint!.AbsoluteUri);
    }

    private static ProfileChanges Change(string what) => what switch
    {
        "UserName" => new() { UserName = "pat@contoso.test" },
        "GrantType" => new() { GrantType = GrantType.DeviceCode },
        "ClientId" => new() { ClientId = "other" },
        "TokenEndpoint" => new() { TokenEndpoint = new Uri("https://login.contoso.test/token2") },
        "Scopes" => new() { Scopes = ["smtp", "offline_access", "more"] },
        "Issuer" => new() { Issuer = "https://other.test" },
        "ResourceOwner" => new() { ResourceOwner = "somebody-else@contoso.test" },
        "Subject" => new() { Subject = "another-subject" },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
