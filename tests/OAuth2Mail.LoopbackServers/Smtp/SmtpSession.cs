using System.Collections.Concurrent;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>What happened on one connection.</summary>
public sealed class SmtpSession
{
    private readonly ConcurrentQueue<string> _commands = new();

    internal SmtpSession(int connectionId, bool isImplicitTls)
    {
        ConnectionId = connectionId;
        IsImplicitTls = isImplicitTls;
        IsEncrypted = isImplicitTls;
    }

    /// <summary>The connection, counted from 1.</summary>
    public int ConnectionId { get; }

    /// <summary>Whether it began with TLS.</summary>
    public bool IsImplicitTls { get; }

    /// <summary>Whether it is, or was at its end, under TLS.</summary>
    public bool IsEncrypted { get; internal set; }

    /// <summary>Who authenticated.</summary>
    public string? UserName { get; internal set; }

    /// <summary>The mechanism of the last AUTH that succeeded.</summary>
    public string? Mechanism { get; internal set; }

    /// <summary>Messages delivered.</summary>
    public int MessageCount { get; internal set; }

    /// <summary>Whether it is over.</summary>
    public bool IsClosed { get; internal set; }

    /// <summary>All command lines. Of AUTH only the mechanism is kept.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    internal void Record(string command) => _commands.Enqueue(command);
}
