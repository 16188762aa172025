using System.Globalization;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>Sender and recipients of the message under way, and the replies to the commands that name them.</summary>
internal sealed class SmtpEnvelope(SmtpServerOptions options)
{
    private readonly List<SmtpRecipient> _recipients = [];
    private IReadOnlyList<string> _senderParameters = [];

    public string? Sender { get; private set; }

    public IReadOnlyList<SmtpRecipient> Recipients => _recipients;

    public string SetSender(string argument)
    {
        if (Sender is not null)
        {
            return "503 5.5.1 Nested MAIL command";
        }

        if (Parse(argument, "FROM:") is not var (address, parameters))
        {
            return "501 5.5.4 Syntax: MAIL FROM:<address>";
        }

        if (Refusal(address, parameters, parameters) is { } refusal)
        {
            return refusal;
        }

        var size = parameters.FirstOrDefault(static p => p.StartsWith("SIZE=", StringComparison.OrdinalIgnoreCase));
        if (size is not null && long.TryParse(size.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var declared)
            && declared > options.MaxMessageSize)
        {
            return "552 5.3.4 Message size exceeds fixed maximum message size";
        }

        Sender = address;
        _senderParameters = parameters;
        return "250 2.1.0 Sender OK";
    }

    public string AddRecipient(string argument)
    {
        if (Sender is null)
        {
            return "503 5.5.1 MAIL first";
        }

        if (Parse(argument, "TO:") is not var (address, parameters) || address.Length is 0)
        {
            return "501 5.5.4 Syntax: RCPT TO:<address>";
        }

        if (Refusal(address, parameters, _senderParameters) is { } refusal)
        {
            return refusal;
        }

        if (_recipients.Count >= options.MaxRecipients)
        {
            return "452 4.5.3 Too many recipients";
        }

        _recipients.Add(new SmtpRecipient(address, parameters));
        return "250 2.1.5 Recipient OK";
    }

    public void Clear()
    {
        Sender = null;
        _senderParameters = [];
        _recipients.Clear();
    }

    public ReceivedMessage Complete(SmtpSession session, MessageSink sink) => new(
        session.ConnectionId,
        Sender ?? "",
        _senderParameters,
        [.. _recipients],
        session.UserName,
        session.Mechanism,
        session.IsEncrypted,
        sink.Content,
        sink.Length,
        sink.Sha256,
        DateTimeOffset.UtcNow);

    // RFC 5321 §4.1.1.11 and RFC 6531 §3.5: parameters only where they were offered, beyond ASCII only where it was asked for.
    private string? Refusal(string address, IReadOnlyList<string> parameters, IReadOnlyList<string> senderParameters)
    {
        if (parameters.Any(p => !options.Extensions.Any(e => e.Split(' ')[0] == ExtensionOf(p))))
        {
            return "555 5.5.4 Unsupported parameter";
        }

        return address.Any(static c => c > 127) && !senderParameters.Contains("SMTPUTF8") ? "553 5.6.7 SMTPUTF8 is required" : null;
    }

    private static string ExtensionOf(string parameter) => parameter.Split('=')[0].ToUpperInvariant() switch
    {
        "RET" or "ENVID" or "NOTIFY" or "ORCPT" => "DSN",
        "BODY" => "8BITMIME",
        var name => name,
    };

    private static (string Address, IReadOnlyList<string> Parameters)? Parse(string argument, string keyword)
    {
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = argument[keyword.Length..].Trim();
        var end = rest.LastIndexOf('>');
        return rest.StartsWith('<') && end > 0
            ? (rest[1..end], rest[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : null;
    }
}
