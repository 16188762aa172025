using System.Text;
using System.Text.Json;
using OAuth2Mail.Checks;
using OAuth2Mail.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Checks;

/// <summary>Access tokens of Microsoft and Google, as their documentation shows them, against what SMTP needs.</summary>
public sealed class TokenCheckTests
{
    private const string Tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    [Theory]
    [InlineData("https://outlook.office.com")]
    [InlineData("https://outlook.office365.com/")]
    [InlineData("00000002-0000-0ff1-ce00-000000000000")]
    public void Delegated_token_for_the_mailbox_passes_and_is_described(string audience)
    {
        var finding = Run(ProfileMode.Exchange, new { aud = audience, scp = "SMTP.Send User.Read", upn = "alex@contoso.com", tid = Tenant, exp = Exp(1) });

        Assert.Equal(CheckStatus.Passed, finding.Status);
        Assert.Null(finding.Advice);
        Assert.Contains($"audience {audience}, scope SMTP.Send User.Read, user alex@contoso.com, tenant {Tenant}", finding.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://graph.microsoft.com")]
    [InlineData("00000003-0000-0000-c000-000000000000")]
    public void Token_for_another_service_fails(string audience)
        => Fails("TokenAudienceUnfit", "https://outlook.office.com/SMTP.Send", ProfileMode.Exchange, new { aud = audience, scp = "Mail.Send", exp = Exp(1) });

    [Fact]
    public void Delegated_token_without_SMTP_fails()
        => Fails("TokenScopeUnfit", "Delegated permissions > SMTP.Send", ProfileMode.Exchange, new { aud = "https://outlook.office.com", scp = "IMAP.AccessAsUser.All", exp = Exp(1) });

    [Fact]
    public void Token_of_somebody_else_is_told_and_no_fault()
    {
        var finding = Run(ProfileMode.Exchange, new { aud = "https://outlook.office.com", scp = "SMTP.Send", upn = "pat@contoso.com", exp = Exp(1) });

        Assert.Equal(CheckStatus.Passed, finding.Status);
        Assert.Contains("'pat@contoso.com': it needs Full Access", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Role_of_an_application_passes()
    {
        var finding = Run(ProfileMode.ExchangeApplication, new { aud = "https://outlook.office365.com", roles = new[] { "SMTP.SendAsApp" }, exp = Exp(1) });

        Assert.Equal(CheckStatus.Passed, finding.Status);
        Assert.Null(finding.Advice);
        Assert.Contains("roles SMTP.SendAsApp", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Application_without_roles_passes_and_is_told_what_has_to_be_true()
    {
        var finding = Run(ProfileMode.ExchangeApplication, new { aud = "https://outlook.office365.com", exp = Exp(1) });

        Assert.Equal(CheckStatus.Passed, finding.Status);
        Assert.Contains("Test-ServicePrincipalAuthorization -Identity 1b730954-1685-4b74-9bfd-dac224a7b894 -Resource alex@contoso.com", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Application_with_other_roles_only_fails()
        => Fails("TokenScopeUnfit", "Application permissions > SMTP.SendAsApp", ProfileMode.ExchangeApplication, new { aud = "https://outlook.office365.com", roles = new[] { "IMAP.AccessAsApp" }, exp = Exp(1) });

    [Fact]
    public void High_Volume_Email_wants_another_role()
    {
        var finding = TokenCheck.Run(
            Profile(ProfileMode.ExchangeApplication, new { aud = "https://outlook.office.com", roles = new[] { "Mail.Send" }, exp = Exp(1) })
                with { Smtp = new() { Server = "smtp.hve.mx.microsoft", Port = 587 } },
            TokenSource.Vault,
            s_now);

        Assert.Equal(CheckStatus.Passed, finding.Status);
    }

    [Fact]
    public void Token_of_another_tenant_is_a_warning()
    {
        var finding = Run(ProfileMode.Exchange, new { aud = "https://outlook.office.com", scp = "SMTP.Send", tid = Guid.NewGuid().ToString(), exp = Exp(1) });

        Assert.Equal(CheckStatus.Warning, finding.Status);
        Assert.Contains("-TenantId", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Token_that_says_it_has_expired_fails()
        => Fails("AccessTokenExpired", "clock", ProfileMode.Exchange, new { aud = "https://outlook.office.com", scp = "SMTP.Send", exp = Exp(-1) });

    [Fact]
    public void Google_s_scope_is_compared_though_its_token_is_opaque()
    {
        var good = Profile(ProfileMode.Gmail, null) with { Tokens = new() { AccessToken = "ya29.opaque", ExpiresOn = s_now.AddHours(1), Scopes = ["https://mail.google.com/"] } };
        var failure = Assert.Throws<OAuth2MailException>(() => TokenCheck.Run(
            good with { Tokens = good.Tokens with { Scopes = ["https://www.googleapis.com/auth/gmail.send"] } }, TokenSource.Vault, s_now));

        Assert.Equal(CheckStatus.Passed, TokenCheck.Run(good, TokenSource.Vault, s_now).Status);
        Assert.Equal("TokenScopeUnfit", failure.ErrorId);
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.bm90IEpTT04.")]
    [InlineData("")]
    public void Token_that_cannot_be_read_is_no_fault(string token)
    {
        var profile = Profile(ProfileMode.Exchange, null);

        Assert.Equal(CheckStatus.Passed, TokenCheck.Run(
            profile with { Tokens = new() { AccessToken = token, ExpiresOn = s_now.AddHours(1), Scopes = ["x"] } }, TokenSource.Vault, s_now).Status);
    }

    private static Finding Run(ProfileMode mode, object claims)
    {
        var profile = Profile(mode, claims);
        var finding = TokenCheck.Run(profile, TokenSource.Provider, s_now);
        Assert.StartsWith("Obtained just now, valid until ", finding.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(profile.Tokens!.AccessToken.Split('.')[1], finding.Detail + finding.Advice, StringComparison.Ordinal);
        return finding;
    }

    private static void Fails(string id, string advice, ProfileMode mode, object claims)
    {
        var failure = Assert.Throws<OAuth2MailException>(() => Run(mode, claims));
        Assert.Equal(id, failure.ErrorId);
        Assert.Contains(advice, failure.Advice, StringComparison.Ordinal);
    }

    private static StoredProfile Profile(ProfileMode mode, object? claims) => new()
    {
        Name = "reports",
        Mode = mode,
        UserName = "alex@contoso.com",
        OAuth = new() { ClientId = "1b730954-1685-4b74-9bfd-dac224a7b894", TenantId = Tenant, Scopes = ["https://outlook.office.com/SMTP.Send"] },
        Smtp = new() { Server = "relay.contoso.test", Port = 587 },
        Tokens = new() { AccessToken = $"{Encode(new { alg = "none", typ = "JWT" })}.{Encode(claims ?? new { })}.", ExpiresOn = s_now.AddHours(1) },
    };

    private static long Exp(int hours) => s_now.AddHours(hours).ToUnixTimeSeconds();

    private static string Encode(object value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value)))
        .TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
