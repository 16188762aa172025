namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>A message as it was received.</summary>
/// <param name="ConnectionId">The connection that it came on, counted from 1.</param>
/// <param name="From">The envelope's sender.</param>
/// <param name="FromParameters">The parameters of MAIL FROM, such as <c>SIZE=1024</c>.</param>
/// <param name="Recipients">The envelope's recipients that were accepted.</param>
/// <param name="UserName">The user of the SASL exchange; null without one.</param>
/// <param name="Mechanism">The SASL mechanism.</param>
/// <param name="IsEncrypted">Whether the connection was under TLS.</param>
/// <param name="Content">The exact bytes, dots unstuffed; empty when the server only counts them.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Sha256">Their SHA-256, as hexadecimal digits.</param>
/// <param name="Time">When the message was complete.</param>
public sealed record ReceivedMessage(
    int ConnectionId,
    string From,
    IReadOnlyList<string> FromParameters,
    IReadOnlyList<SmtpRecipient> Recipients,
    string? UserName,
    string? Mechanism,
    bool IsEncrypted,
    ReadOnlyMemory<byte> Content,
    long Length,
    string Sha256,
    DateTimeOffset Time)
{
    /// <summary>The content as text, each byte one character.</summary>
    public string Text => System.Text.Encoding.Latin1.GetString(Content.Span);

    /// <summary>The first header of this name, unfolded; null where there is none.</summary>
    public string? Header(string name)
    {
        var value = default(string);
        foreach (var line in Text.Split("\r\n"))
        {
            if (line.Length is 0 || (value is not null && line[0] is not (' ' or '\t')))
            {
                break;
            }

            if (value is not null)
            {
                value += line;
            }
            else if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            {
                value = line[(name.Length + 1)..];
            }
        }

        return value?.Trim();
    }
}
