using System.Globalization;
using System.Text;
using MailKit.Security;

namespace OAuth2Mail.Delivery;

/// <summary>SASL OAUTHBEARER (RFC 7628), keeping the JSON of a refusal (§3.2.2).</summary>
internal sealed class OAuthBearerMechanism(string userName, string accessToken, string host, int port)
    : SaslMechanism(userName, accessToken), IRefusalReader
{
    private bool _tokenSent;

    public override string MechanismName => "OAUTHBEARER";

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
            // RFC 7628 §3.2.3: a single ^A ends the exchange, after which the server says 535.
            Refusal ??= SaslRefusal.Read(token, startIndex, length);
            return [1];
        }

        _tokenSent = true;
        // RFC 5801 §4: a comma or an equals sign in the user's name is escaped.
        string user = Credentials.UserName.Replace("=", "=3D").Replace(",", "=2C");
        return Encoding.UTF8.GetBytes(
            $"n,a={user},\u0001host={host}\u0001port={port.ToString(CultureInfo.InvariantCulture)}\u0001"
            + $"auth=Bearer {Credentials.Password}\u0001\u0001");
    }
}
