using System.Globalization;
using System.Text;

namespace OAuth2Mail.Delivery;

/// <summary>SASL OAUTHBEARER (RFC 7628).</summary>
internal sealed class OAuthBearerMechanism(string userName, string accessToken, string host, int port)
    : BearerMechanism(userName, accessToken)
{
    public override string MechanismName => "OAUTHBEARER";

    protected override byte[] TokenMessage
    {
        get
        {
            // RFC 5801 §4: a comma or an equals sign in the user's name is escaped.
            string user = Credentials.UserName.Replace("=", "=3D").Replace(",", "=2C");
            return Encoding.UTF8.GetBytes(
                $"n,a={user},\u0001host={host}\u0001port={port.ToString(CultureInfo.InvariantCulture)}\u0001"
                + $"auth=Bearer {Credentials.Password}\u0001\u0001");
        }
    }

    // RFC 7628 §3.2.3: a single ^A.
    protected override byte[] RefusalAnswer => [1];
}
