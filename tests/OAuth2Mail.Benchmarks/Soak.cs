using System.Globalization;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.Benchmarks;

/// <summary>
/// Many messages over one profile, with tokens that live for 30 seconds and faults at random: everybody gets the message once, or
/// the user is told; memory and handles stay what they are.
/// </summary>
internal sealed class Soak(Stage stage, int messages)
{
    private const int Seed = 20_261_125;
    private const int Part = 1000;

    // Of each step of the conversation; so a message meets a fault with one in fifty.
    private const double Chance = 0.003;

    private static readonly (SmtpCommand Step, SmtpFault Fault)[] s_faults =
    [
        (SmtpCommand.Greeting, SmtpFault.AnswerAndDrop("421 4.3.2 Too busy")),
        (SmtpCommand.Hello, SmtpFault.Drop()),
        (SmtpCommand.Token, SmtpFault.Answer("535 5.7.3 Authentication unsuccessful")),
        (SmtpCommand.MailFrom, SmtpFault.Answer("451 4.3.0 Try later")),
        (SmtpCommand.MailFrom, SmtpFault.Answer("530 5.7.57 Client not authenticated")),
        (SmtpCommand.MailFrom, SmtpFault.AnswerAndDrop("421 4.4.2 Closing")),
        (SmtpCommand.RcptTo, SmtpFault.Answer("450 4.2.1 Mailbox busy")),
        (SmtpCommand.RcptTo, SmtpFault.Answer("550 5.1.1 No such user")),
        (SmtpCommand.Data, SmtpFault.Drop()),
        (SmtpCommand.Message, SmtpFault.Answer("452 4.3.1 Out of space")),
        (SmtpCommand.Message, SmtpFault.Answer("554 5.6.0 Not this one")),
        (SmtpCommand.Message, SmtpFault.DropAfter(100)),
        (SmtpCommand.Message, SmtpFault.AcceptAndDrop()),
        (SmtpCommand.Message, SmtpFault.Drop()),
        (SmtpCommand.Message, SmtpFault.Slow(TimeSpan.FromMilliseconds(200))),
    ];

    private static readonly EndpointFault[] s_endpointFaults =
    [
        EndpointFault.HttpStatus(503), EndpointFault.HttpStatus(429, TimeSpan.FromSeconds(1)), EndpointFault.Dropped(), EndpointFault.HtmlPage(),
        EndpointFault.OAuthError("temporarily_unavailable", "In a moment.", 503), EndpointFault.Slow(TimeSpan.FromMilliseconds(500)),
    ];

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        var random = new Random(Seed);
        int struck = 0;
        stage.Servers.Authorization.AccessTokenLifetime = TimeSpan.FromSeconds(30);
        using Worker sender = Worker.Sender();
        await sender.AskAsync(stage.NewProfile("soak"));
        string script = Path.Combine(stage.Folder, "soak.ps1");
        await File.WriteAllTextAsync(script, $$"""
            function Send-Part([int] $From, [int] $To) {
                $problems = $null
                $sent = @($From..$To | ForEach-Object { [pscustomobject] @{ To = "r$_@contoso.test"; Subject = "Message $_"; Body = 'Soak' } } |
                    Send-OAuth2MailMessage -ProfileName soak -ThrottleLimit 3 -RateLimit 0 -MaximumRetryCount 6 -JournalPath '{{stage.Folder}}/soak.jsonl' -PassThru -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
                $Error.Clear()
                $reported = @($problems | Where-Object { $_.Exception -is [OAuth2Mail.OAuth2MailException] })
                $uncertain = @($reported | Where-Object FullyQualifiedErrorId -Like 'DeliveryUncertain,*').Count
                '{0} {1} {2} {3} {4}' -f $sent.Count, $reported.Count, $uncertain, [GC]::GetTotalMemory($true), [IO.Directory]::GetFileSystemEntries('/proc/self/fd').Count
            }
            """);
        await sender.AskAsync($". '{script}'; 'ready'");
        stage.Forget();
        AddFaults(random, () => struck++);
        List<long> memory = [];
        List<long> handles = [];
        long sent = 0;
        long reported = 0;
        long uncertain = 0;
        for (int from = 1; from <= messages; from += Part)
        {
            if (random.NextDouble() < 0.5)
            {
                struck++;
                stage.Servers.Authorization.FailNext(ServerEndpoint.Token, s_endpointFaults[random.Next(s_endpointFaults.Length)]);
            }

            long[] figures = [.. (await sender.AskAsync($"Send-Part {from} {Math.Min(from + Part - 1, messages)}"))
                .Split(' ').Select(figure => long.Parse(figure, CultureInfo.InvariantCulture))];
            (sent, reported, uncertain) = (sent + figures[0], reported + figures[1], uncertain + figures[2]);
            memory.Add(figures[3]);
            handles.Add(figures[4]);
        }

        return Judge(sent, reported, uncertain, struck, memory, handles);
    }

    private void AddFaults(Random random, Action strike)
    {
        var gate = new Lock();
        foreach ((SmtpCommand step, SmtpFault fault) in s_faults)
        {
            stage.Servers.Smtp.Faults.Enqueue(step, fault, int.MaxValue, _ =>
            {
                lock (gate)
                {
                    bool strikes = random.NextDouble() < Chance;
                    if (strikes)
                    {
                        strike();
                    }

                    return strikes;
                }
            });
        }
    }

    private IReadOnlyList<Finding> Judge(long sent, long reported, long uncertain, int struck, List<long> memory, List<long> handles)
    {
        stage.Servers.Smtp.Faults.Clear();
        List<string> arrived = [.. stage.Servers.Smtp.Messages.SelectMany(message => message.Recipients.Select(recipient => recipient.Address))];
        int distinct = arrived.Distinct(StringComparer.OrdinalIgnoreCase).Count();
        int tokens = stage.Servers.Authorization.Requests.Count(request => request.Endpoint == ServerEndpoint.Token);

        // After the first quarter everything is loaded, and the pools are full.
        int quarter = Math.Max(1, memory.Count / 4);
        return
        [
            Finding.Plain($"faults that struck, in {messages:N0} messages (seed {Seed})", struck),
            Finding.Plain("token requests", tokens),
            Finding.Plain("connections", stage.Servers.Smtp.TotalConnections),
            Finding.Plain("messages that arrived", distinct),
            Finding.Plain("messages reported as failed or uncertain", reported),
            Finding.AtMost("copies too many", 0, arrived.Count - distinct),
            Finding.AtMost("messages neither delivered nor reported", 0, messages - sent - reported),
            Finding.AtMost("messages called sent that did not arrive", 0, Math.Max(0, sent - distinct)),
            Finding.AtMost("messages that arrived and are not called sent or uncertain", 0, Math.Max(0, distinct - sent - uncertain)),
            Finding.AtMost("managed memory at the end / after a quarter", 1.2, (double)memory[^1] / memory[quarter - 1]),
            Finding.AtMost("open handles at the end - after a quarter", 3, handles[^1] - handles[quarter - 1]),
        ];
    }
}
