namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>Lets a user or a client send as a mailbox.</summary>
internal sealed record MailboxGrant(string Principal, string Mailbox);
