using MailKit.Security;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Delivery;

/// <summary>A SASL mechanism that sends a bearer token and keeps the server's reason if it refuses the token.</summary>
/// <remarks>MailKit's own mechanisms drop the JSON that comes before the 535.</remarks>
internal abstract class BearerMechanism(string userName, string accessToken) : SaslMechanism(userName, accessToken)
{
    private bool _tokenSent;
    private bool _refusalAnswered;

    public sealed override bool SupportsInitialResponse => true;

    /// <summary>The JSON of the refusal, as far as the specifications define it, in one line; null where there was none.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The message that contains the token.</summary>
    protected abstract byte[] TokenMessage { get; }

    /// <summary>How the client answers a refusal, after which the server ends the exchange with 535.</summary>
    protected abstract byte[] RefusalAnswer { get; }

    public sealed override void Reset()
    {
        _tokenSent = false;
        _refusalAnswered = false;
        Refusal = null;
        base.Reset();
    }

    protected sealed override byte[]? Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken)
    {
        if (_tokenSent)
        {
            if (_refusalAnswered)
            {
                // A refusal is answered only once; a server that keeps asking would be answered forever.
                throw new SaslException(
                    MechanismName, SaslErrorCode.IncorrectHash, "The server did not end the exchange after its refusal.");
            }

            _refusalAnswered = true;
            Refusal = SaslRefusal.Read(token, startIndex, length);
            return RefusalAnswer;
        }

        _tokenSent = true;
        byte[] message = TokenMessage;
        Redaction.Keep(Credentials.Password, Convert.ToBase64String(message));
        return message;
    }
}
