using System.Text;

namespace OAuth2Mail.Delivery;

/// <summary>SASL XOAUTH2 as Microsoft and Google define it.</summary>
/// <remarks>https://developers.google.com/gmail/imap/xoauth2-protocol</remarks>
internal sealed class XOAuth2Mechanism(string userName, string accessToken) : BearerMechanism(userName, accessToken)
{
    public override string MechanismName => "XOAUTH2";

    protected override byte[] TokenMessage =>
        Encoding.UTF8.GetBytes($"user={Credentials.UserName}\u0001auth=Bearer {Credentials.Password}\u0001\u0001");

    // An empty line.
    protected override byte[] RefusalAnswer => [];
}
