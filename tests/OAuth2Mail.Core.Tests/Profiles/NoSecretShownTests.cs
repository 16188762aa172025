using OAuth2Mail.Authorization;
using OAuth2Mail.Editing;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Tokens;
using Xunit;

namespace OAuth2Mail.Tests.Profiles;

/// <summary>PowerShell formats whatever it gets hold of, and a debugger or log does too.</summary>
public sealed class NoSecretShownTests
{
    [Fact]
    public void Nothing_that_holds_a_secret_shows_it()
    {
        var full = SampleProfile.Full;
        object[] holders =
        [
            full,
            full.Secrets,
            full.Tokens!,
            full.Pending!,
            full.Proxy!,
            full.OAuth,
            TokenDemand.OtherThan("SECRET-access"),
            new ProfileChanges { ClientSecret = "SECRET-client", Password = "SECRET-password" },
            new AuthorizationOptions { Response = "http://localhost/?code=SECRET-code" },
            AuthorizationResponse.Parse("code=SECRET-code&state=SECRET-state"),
            ClientKey.FromPrivateKey(TestKeys.EcPkcs8, null),
        ];

        Assert.All(holders, static holder => Assert.DoesNotContain("SECRET", holder.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain("MIG", holders[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_user_sees_of_a_profile_holds_no_secret_in_any_property()
    {
        object[] shown =
        [
            new MailProfile(SampleProfile.Full, "vault", requiresConsent: true),
            new TokenStatus(SampleProfile.Full, "vault", TokenState.Valid, TokenSource.Vault),
        ];

        Assert.All(shown, static item =>
        {
            Assert.DoesNotContain("SECRET", item.ToString(), StringComparison.Ordinal);
            Assert.All(item.GetType().GetProperties(), property => Assert.DoesNotContain(
                "SECRET", property.GetValue(item) is string[] texts ? string.Join(' ', texts) : $"{property.GetValue(item)}",
                StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Profile_shows_its_state()
    {
        var full = SampleProfile.Full;
        var shown = new MailProfile(full, "vault", requiresConsent: true);
        var without = new MailProfile(full with { Tokens = null, From = null }, "vault", requiresConsent: true);

        Assert.True(shown.Authorized);
        Assert.Equal("pat@contoso.test", shown.AuthorizedAs);
        Assert.Equal(full.Tokens!.ExpiresOn, shown.TokenExpiresOn);
        Assert.Equal(full.Secrets.ExpiresOn, shown.SecretExpiresOn);
        Assert.False(without.Authorized);
        Assert.Equal(full.UserName, without.From);
        Assert.True(new MailProfile(full with { Tokens = null }, "vault", requiresConsent: false).Authorized);
    }
}
