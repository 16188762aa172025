using System.Collections.Concurrent;
using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>Which tokens may be used as which mailbox.</summary>
internal sealed class MailboxAccess
{
    private readonly ConcurrentDictionary<(string Principal, string Mailbox), bool> _grants = new();

    public void Grant(string principal, string mailbox) => _grants[Key(principal, mailbox)] = true;

    public bool Allows(TokenInfo token, string mailbox, IReadOnlyList<string> acceptedScopes)
        => token.Scopes.Any(scope => acceptedScopes.Contains(scope, StringComparer.OrdinalIgnoreCase))
            && (string.Equals(token.UserName, mailbox, StringComparison.OrdinalIgnoreCase)
                || _grants.ContainsKey(Key(token.UserName, mailbox)));

    private static (string Principal, string Mailbox) Key(string principal, string mailbox)
        => (principal.ToUpperInvariant(), mailbox.ToUpperInvariant());
}
