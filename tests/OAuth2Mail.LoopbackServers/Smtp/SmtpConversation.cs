using System.Buffers;
using System.Globalization;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>One client's conversation: the order of commands, and the faults in it.</summary>
internal sealed class SmtpConversation(SmtpServer server, SmtpSession session, SmtpWire wire)
{
    private readonly SmtpServerOptions _options = server.Options;
    private readonly SmtpEnvelope _envelope = new(server.Options);
    private bool _isGreeted;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var goesOn = await AnswerAsync(SmtpCommand.Greeting, "", static () => "220 loopback.test ESMTP ready", cancellationToken);
        while (goesOn && await wire.ReadLineAsync(cancellationToken) is { } line)
        {
            var (verb, argument) = Split(line);
            session.Record(verb is "AUTH" ? $"AUTH {argument.Split(' ')[0].ToUpperInvariant()}" : line);
            goesOn = verb switch
            {
                "EHLO" or "HELO" => await AnswerAsync(SmtpCommand.Hello, argument, () => Greet(verb), cancellationToken),
                "STARTTLS" => await StartTlsAsync(cancellationToken),
                "AUTH" => await AuthenticateAsync(argument, cancellationToken),
                "MAIL" => await AnswerAsync(SmtpCommand.MailFrom, argument, () => TakeSender(argument), cancellationToken),
                "RCPT" => await AnswerAsync(
                    SmtpCommand.RcptTo, argument, () => _envelope.AddRecipient(argument), cancellationToken),
                "DATA" => await ReceiveAsync(cancellationToken),
                "BDAT" when _options.Extensions.Contains("CHUNKING") => await ReceiveChunkAsync(argument, cancellationToken),
                "RSET" => await AnswerAsync(SmtpCommand.Reset, argument, Reset, cancellationToken),
                "NOOP" => await AnswerAsync(SmtpCommand.Noop, argument, static () => "250 2.0.0 OK", cancellationToken),
                "QUIT" => await QuitAsync(cancellationToken),
                _ => await AnswerAsync(
                    SmtpCommand.Unknown, line, static () => "500 5.5.1 Unrecognized command", cancellationToken),
            };
        }
    }

    private static (string Verb, string Argument) Split(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (line.ToUpperInvariant(), "") : (line[..space].ToUpperInvariant(), line[(space + 1)..].Trim());
    }

    private string Greet(string verb)
    {
        _isGreeted = true;
        _envelope.Clear();
        if (verb is "HELO")
        {
            return "250 loopback.test";
        }

        List<string> extensions =
        [
            "loopback.test",
            .. _options.Extensions.Select(name => name is "SIZE" ? $"SIZE {_options.MaxMessageSize}" : name),
        ];
        if (!session.IsEncrypted && _options.OffersStartTls)
        {
            extensions.Add("STARTTLS");
        }

        if (MayAuthenticate && _options.Mechanisms.Count > 0)
        {
            extensions.Add("AUTH " + string.Join(' ', _options.Mechanisms));
        }

        return string.Join("\r\n", extensions.Select((name, i) => (i == extensions.Count - 1 ? "250 " : "250-") + name));
    }

    private bool MayAuthenticate => session.IsEncrypted || _options.OffersAuthWithoutTls;

    private async Task<bool> StartTlsAsync(CancellationToken cancellationToken)
    {
        if (session.IsEncrypted || !_options.OffersStartTls)
        {
            return await SayAsync("502 5.5.1 STARTTLS is not available", cancellationToken);
        }

        if (FaultAt(SmtpCommand.StartTls, "") is { } fault)
        {
            return await SufferAsync(fault, static () => "454 4.7.0 TLS not available", cancellationToken);
        }

        await SayAsync("220 2.0.0 Ready to start TLS", cancellationToken);
        await wire.UpgradeAsync(_options.Certificate, cancellationToken);
        session.IsEncrypted = true;
        _isGreeted = false; // RFC 3207: nothing that was said in clear counts
        return true;
    }

    private async Task<bool> AuthenticateAsync(string argument, CancellationToken cancellationToken)
    {
        var refusal = (_isGreeted, MayAuthenticate, session.UserName) switch
        {
            (false, _, _) => "503 5.5.1 EHLO first",
            (_, false, _) => "530 5.7.0 Must issue a STARTTLS command first",
            (_, _, not null) => "503 5.5.1 Already authenticated",
            _ => null,
        };
        if (refusal is not null)
        {
            return await SayAsync(refusal, cancellationToken);
        }

        var parts = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        var mechanism = parts.Length is 0 ? "" : parts[0].ToUpperInvariant();
        if (FaultAt(SmtpCommand.Auth, mechanism) is { } fault)
        {
            return await SufferAsync(fault, static () => "454 4.7.0 Temporary authentication failure", cancellationToken);
        }

        if (!_options.Mechanisms.Contains(mechanism, StringComparer.OrdinalIgnoreCase))
        {
            return await SayAsync("504 5.7.4 Unrecognized authentication type", cancellationToken);
        }

        var exchange = new BearerExchange(server, wire, mechanism);
        var outcome = await exchange.RunAsync(
            parts.ElementAtOrDefault(1), user => FaultAt(SmtpCommand.Token, user), cancellationToken);
        if (outcome.UserName is { } userName)
        {
            session.UserName = userName;
            session.Mechanism = mechanism;
        }

        return outcome.Reply is { } reply && await SayAsync(reply, cancellationToken) && !outcome.Drops;
    }

    private string TakeSender(string argument)
    {
        if (!_isGreeted)
        {
            return "503 5.5.1 EHLO first";
        }

        if (session.UserName is null)
        {
            return _options.AuthenticationRequiredReply;
        }

        if (session.MessageCount >= _options.MaxMessagesPerConnection)
        {
            return "421 4.7.0 Too many messages on this connection";
        }

        return server.OpenConnections > _options.MaxConnections
            ? "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"
            : _envelope.SetSender(argument);
    }

    private async Task<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_envelope.Sender is null || _envelope.Recipients.Count is 0)
        {
            return await SayAsync("503 5.5.1 MAIL and RCPT first", cancellationToken);
        }

        if (FaultAt(SmtpCommand.Data, "") is { } early)
        {
            return await SufferAsync(early, static () => "451 4.3.0 Try again later", cancellationToken);
        }

        await SayAsync("354 Start mail input; end with <CRLF>.<CRLF>", cancellationToken);
        return await TakeMessageAsync(wire.ReadMessageAsync, cancellationToken);
    }

    // RFC 3030. What is refused was sent all the same, so it is read first.
    private async Task<bool> ReceiveChunkAsync(string argument, CancellationToken cancellationToken)
    {
        if (argument.Split(' ') is not [var digits, "LAST"] || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            await SayAsync("421 5.5.4 Only a whole message is taken: BDAT size LAST", cancellationToken);
            return false;
        }

        if (_envelope.Sender is null || _envelope.Recipients.Count is 0)
        {
            return await wire.ReadChunkAsync(size, static _ => true, cancellationToken)
                && await SayAsync("503 5.5.1 MAIL and RCPT first", cancellationToken);
        }

        return await TakeMessageAsync((take, cancellation) => wire.ReadChunkAsync(size, take, cancellation), cancellationToken);
    }

    private async Task<bool> TakeMessageAsync(
        Func<Func<ReadOnlySequence<byte>, bool>, CancellationToken, Task<bool>> read, CancellationToken cancellationToken)
    {
        var fault = FaultAt(SmtpCommand.Message, _envelope.Sender!);
        using var sink = new MessageSink(_options.KeepsContent, fault?.DropsAfterBytes);
        if (!await read(sink.Take, cancellationToken) || fault?.DropsAfterBytes is not null)
        {
            return false;
        }

        return fault is null
            ? await SayAsync(Keep(sink), cancellationToken)
            : await SufferAtMessageAsync(fault, sink, cancellationToken);
    }

    private async Task<bool> SufferAtMessageAsync(SmtpFault fault, MessageSink sink, CancellationToken cancellationToken)
    {
        if (fault.KeepsMessage)
        {
            Keep(sink);
        }

        var goesOn = await SufferAsync(fault, () => Keep(sink), cancellationToken);
        _envelope.Clear();
        return goesOn;
    }

    private string Keep(MessageSink sink)
    {
        if (sink.Length > _options.MaxMessageSize)
        {
            _envelope.Clear();
            return "552 5.3.4 Message size exceeds fixed maximum message size";
        }

        session.MessageCount++;
        server.Keep(_envelope.Complete(session, sink));
        _envelope.Clear();
        return $"250 2.0.0 OK queued as {session.ConnectionId}-{session.MessageCount}";
    }

    private string Reset()
    {
        _envelope.Clear();
        return "250 2.0.0 OK";
    }

    private async Task<bool> QuitAsync(CancellationToken cancellationToken)
    {
        await AnswerAsync(SmtpCommand.Quit, "", static () => "221 2.0.0 Bye", cancellationToken);
        return false;
    }

    private SmtpFault? FaultAt(SmtpCommand command, string argument) => server.Faults.Take(
        new SmtpFaultSite(command, argument, session.ConnectionId, session.UserName, session.MessageCount));

    /// <summary>Sends the usual reply, or what a fault makes of it; false when the connection is over.</summary>
    private async Task<bool> AnswerAsync(
        SmtpCommand command, string argument, Func<string> usual, CancellationToken cancellationToken)
        => FaultAt(command, argument) is { } fault
            ? await SufferAsync(fault, usual, cancellationToken)
            : await SayAsync(usual(), cancellationToken);

    private async Task<bool> SufferAsync(SmtpFault fault, Func<string> usual, CancellationToken cancellationToken)
    {
        await Task.Delay(fault.Delay, cancellationToken);
        if (fault.Reply is null && fault.Drops)
        {
            return false;
        }

        if (fault.Drips)
        {
            await wire.DripAsync(usual()[..3] + "-", cancellationToken);
        }

        return await SayAsync(fault.Reply ?? usual(), cancellationToken) && !fault.Drops;
    }

    /// <summary>Sends a reply; after a 421 the connection is over.</summary>
    private async Task<bool> SayAsync(string reply, CancellationToken cancellationToken)
    {
        await wire.WriteLineAsync(reply, cancellationToken);
        return !reply.StartsWith("421", StringComparison.Ordinal);
    }
}
