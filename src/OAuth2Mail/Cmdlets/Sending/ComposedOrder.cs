using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>A message that is composed of what the parameters say.</summary>
internal sealed record ComposedOrder(ProfileReference Profile, DeliveryOptions Options, object? Target, OutgoingMessage Message)
    : MailOrder(Profile, Options, Target)
{
    /// <inheritdoc/>
    public override Task<string> IdentifyAsync(MessageIdentity identity, StoredProfile profile, CancellationToken cancellationToken) =>
        identity.OfAsync(Message, profile.From ?? profile.UserName, cancellationToken);

    /// <inheritdoc/>
    public override Task<ComposedMessage> OpenAsync(
        StoredProfile profile, IDiagnosticSink diagnostics, CancellationToken cancellationToken) =>
        MessageComposer.ComposeAsync(Message, profile.From ?? profile.UserName, DateTimeOffset.Now, diagnostics, cancellationToken);
}
