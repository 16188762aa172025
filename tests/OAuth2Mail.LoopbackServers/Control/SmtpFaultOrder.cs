using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>An SMTP fault in JSON; <see cref="ArgumentContains"/> says which commands it is for.</summary>
internal sealed record SmtpFaultOrder(
    SmtpCommand Command,
    string? Reply = null,
    int Times = 1,
    bool Drops = false,
    long? DropsAfterBytes = null,
    bool KeepsMessage = false,
    int DelayMilliseconds = 0,
    string? ArgumentContains = null)
{
    public void Enqueue(SmtpFaults faults)
    {
        var fault = new SmtpFault
        {
            Reply = Reply,
            Drops = Drops,
            DropsAfterBytes = DropsAfterBytes,
            KeepsMessage = KeepsMessage,
            Delay = TimeSpan.FromMilliseconds(DelayMilliseconds),
        };
        faults.Enqueue(Command, fault, Times, ArgumentContains is { } part
            ? site => site.Argument.Contains(part, StringComparison.OrdinalIgnoreCase)
            : null);
    }
}
