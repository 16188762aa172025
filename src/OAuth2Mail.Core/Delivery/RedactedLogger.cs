using System.Text;
using MailKit;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Delivery;

/// <summary>Masks secrets that a server repeats; those that the client sends are masked by MailKit.</summary>
/// <param name="log">Gets the rest.</param>
internal sealed class RedactedLogger(IProtocolLogger log) : IProtocolLogger
{
    public IAuthenticationSecretDetector? AuthenticationSecretDetector
    {
        get => log.AuthenticationSecretDetector;
        set => log.AuthenticationSecretDetector = value;
    }

    public void LogConnect(Uri uri) => log.LogConnect(uri);

    public void LogClient(byte[] buffer, int offset, int count) => log.LogClient(buffer, offset, count);

    public void LogServer(byte[] buffer, int offset, int count)
    {
        // Each byte one character, so that the others stay what they are.
        string text = s_bytes.GetString(buffer, offset, count);
        byte[] clean = s_bytes.GetBytes(Redaction.Of(text));
        log.LogServer(clean, 0, clean.Length);
    }

    public void Dispose() => log.Dispose();

    private static readonly Encoding s_bytes = Encoding.GetEncoding("iso-8859-1");
}
