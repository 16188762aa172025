using OAuth2Mail.Editing;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Editing;

public sealed class ProfileRulesTests
{
    [Theory]
    [InlineData(SmtpSecurity.StartTls, 587)]
    [InlineData(SmtpSecurity.ImplicitTls, 465)]
    public void Port_follows_security(SmtpSecurity security, int port)
        => Assert.Equal(port, ProfileRules.Normalize(With(smtp => smtp with { Port = 0, Security = security })).Smtp.Port);

    [Theory]
    [InlineData("aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd", "AABBCCDDEEFF00112233445566778899AABBCCDD")]
    [InlineData("\u200eaabbccddeeff00112233445566778899aabbccdd", "AABBCCDDEEFF00112233445566778899AABBCCDD")]
    public void Thumbprint_is_taken_as_it_is_copied(string given, string stored)
        => Assert.Equal(
            stored, ProfileRules.Normalize(With(smtp => smtp with { CertificateThumbprint = given })).Smtp.CertificateThumbprint);

    [Theory]
    [InlineData("abc")]
    [InlineData("zzbbccddeeff00112233445566778899aabbccdd")]
    [InlineData("aabbccddeeff00112233445566778899aabbccddee")]
    public void Anything_that_is_no_thumbprint_is_refused(string thumbprint)
        => Refused("ThumbprintInvalid", With(smtp => smtp with { CertificateThumbprint = thumbprint }));

    [Theory]
    [InlineData("")]
    [InlineData("smtp.contoso.test:587")]
    [InlineData("https://smtp.contoso.test")]
    [InlineData("two words")]
    [InlineData("smtp\r\nQUIT")]
    public void Anything_that_is_no_host_is_refused(string server)
        => Refused("SmtpServerInvalid", With(smtp => smtp with { Server = server }));

    [Theory]
    [InlineData("")]
    [InlineData("alex")]
    [InlineData("alex@")]
    [InlineData("@contoso.test")]
    [InlineData("alex@contoso.test, pat@contoso.test")]
    [InlineData("alex@contoso.test\r\nX: y")]
    [InlineData("Alex <alex@contoso.test>")]
    public void Mailbox_is_one_bare_address(string userName)
        => Refused("AddressInvalid", SampleProfile.Full with { UserName = userName });

    [Fact]
    public void Sender_may_have_a_display_name_and_must_be_an_address()
    {
        Assert.Equal(SampleProfile.Full.From, ProfileRules.Normalize(SampleProfile.Full).From);
        Refused("AddressInvalid", SampleProfile.Full with { From = "nobody" });
    }

    [Theory]
    [InlineData("http://proxy.contoso.test:8080", true)]
    [InlineData("https://proxy.contoso.test", true)]
    [InlineData("socks5://proxy.contoso.test", true)]
    [InlineData("ftp://proxy.contoso.test", false)]
    [InlineData("http://user:word@proxy.contoso.test:8080", false)]
    public void Proxy_is_of_a_kind_that_can_be_used_and_holds_no_password(string address, bool isTaken)
    {
        var profile = SampleProfile.Full with { Proxy = new ProxySettings { Address = new Uri(address) } };
        if (isTaken)
        {
            Assert.Equal(address, ProfileRules.Normalize(profile).Proxy!.Address.OriginalString);
        }
        else
        {
            Refused("ProxyInvalid", profile);
        }
    }

    private static StoredProfile With(Func<SmtpSettings, SmtpSettings> change)
        => SampleProfile.Full with { Smtp = change(SampleProfile.Full.Smtp) };

    private static void Refused(string errorId, StoredProfile profile)
        => Assert.Equal(errorId, Assert.Throws<OAuth2MailException>(() => ProfileRules.Normalize(profile)).ErrorId);
}
