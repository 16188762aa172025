using System.Text;
using MailKit.Security;

namespace OAuth2Mail.Delivery;

/// <summary>
/// SASL XOAUTH2 as Microsoft and Google define it. Unlike MailKit's own it keeps the JSON of a refusal and answers it
/// with an empty line, after which the server says 535.
/// </summary>
internal sealed class XOAuth2Mechanism(string userName, string accessToken)
    : SaslMechanism(userName, accessToken), IRefusalReader
{
    private bool _tokenSent;

    public override string MechanismName => "XOAUTH2";

    public override bool SupportsInitialResponse => true;

    public string? Refusal { get; private set; }

    public override void Reset()
    {
        _tokenSent = false;
        Refusal = null;
        base.Reset();
    }

    protected override byte[]? Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken)
    {
        if (_tokenSent)
        {
            Refusal ??= SaslRefusal.Read(token, startIndex, length);
            return [];
        }

        _tokenSent = true;
        return Encoding.UTF8.GetBytes($"user={Credentials.UserName}\u0001auth=Bearer {Credentials.Password}\u0001\u0001");
    }
}
