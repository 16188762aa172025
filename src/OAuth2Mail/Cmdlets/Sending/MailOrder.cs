using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>A message that a record asks for. It is composed, or opened, when its turn comes.</summary>
/// <param name="Profile">The profile to send with.</param>
/// <param name="Options">How to deliver it.</param>
/// <param name="Target">What an error about it names as its target.</param>
internal abstract record MailOrder(ProfileReference Profile, DeliveryOptions Options, object? Target)
{
    /// <summary>What identifies the message in the journal.</summary>
    /// <exception cref="OAuth2MailException">A file cannot be read.</exception>
    public abstract Task<string> IdentifyAsync(MessageIdentity identity, StoredProfile profile, CancellationToken cancellationToken);

    /// <summary>Makes the message for its profile.</summary>
    /// <exception cref="OAuth2MailException">What the record says makes no message.</exception>
    public abstract Task<ComposedMessage> OpenAsync(
        StoredProfile profile, IDiagnosticSink diagnostics, CancellationToken cancellationToken);
}
