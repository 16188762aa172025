namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>Something that goes wrong at a step of the conversation.</summary>
public sealed record SmtpFault
{
    /// <summary>What to answer instead; several lines are separated by CRLF. Sent as it is, sense or nonsense.</summary>
    public string? Reply { get; init; }

    /// <summary>How long to wait first.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Close the connection, after <see cref="Reply"/> if there is one.</summary>
    public bool Drops { get; init; }

    /// <summary>At <see cref="SmtpCommand.Message"/>: close the connection when so many bytes have come.</summary>
    public long? DropsAfterBytes { get; init; }

    /// <summary>Keep the message although <see cref="Drops"/> keeps its reply back: what "delivery uncertain" means.</summary>
    public bool KeepsMessage { get; init; }

    /// <summary>At <see cref="SmtpCommand.Token"/>: refuse by a challenge (334), and again whatever the client says.</summary>
    public bool ChallengesForEver { get; init; }

    /// <summary>Begin a reply and never end it, a character at a time.</summary>
    public bool Drips { get; init; }

    /// <summary>Another reply.</summary>
    public static SmtpFault Answer(string reply) => new() { Reply = reply };

    /// <summary>A reply, 421 for instance, and the end of the connection.</summary>
    public static SmtpFault AnswerAndDrop(string reply) => new() { Reply = reply, Drops = true };

    /// <summary>The end of the connection without a word.</summary>
    public static SmtpFault Drop() => new() { Drops = true };

    /// <summary>The end of the connection in the middle of a message.</summary>
    public static SmtpFault DropAfter(long bytes) => new() { DropsAfterBytes = bytes };

    /// <summary>The message is accepted and kept, but the connection ends before the client is told.</summary>
    public static SmtpFault AcceptAndDrop() => new() { Drops = true, KeepsMessage = true };

    /// <summary>A refusal that does not end.</summary>
    public static SmtpFault ChallengeForEver() => new() { ChallengesForEver = true };

    /// <summary>A reply that does not end.</summary>
    public static SmtpFault Drip() => new() { Drips = true };

    /// <summary>The usual answer, late.</summary>
    public static SmtpFault Slow(TimeSpan delay) => new() { Delay = delay };

    /// <summary>Bytes that are no SMTP reply.</summary>
    public static SmtpFault Garbage() => new() { Reply = "\u0001\u0002 this is not a reply\r\nnor is \u007f this" };

    /// <summary>A reply whose one line has this many characters.</summary>
    public static SmtpFault Oversized(int length) => new() { Reply = "250 " + new string('x', length) };
}
