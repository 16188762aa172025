using OAuth2Mail.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Profiles;

public sealed class ProfileChangesTests
{
    private static StoredProfile Before => SampleProfile.Full;

    public static TheoryData<string> ConsentDropped =>
        ["UserName", "GrantType", "ClientId", "TokenEndpoint", "Scopes", "Issuer", "ResourceOwner", "Subject"];

    [Theory]
    [MemberData(nameof(ConsentDropped))]
    public void Tokens_that_were_given_for_something_else_are_dropped(string what)
    {
        var after = Change(what).ApplyTo(Before);

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
            var after = changes.ApplyTo(Before);
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
