using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>A message whose file is not there. That is an error when its turn comes; the others are sent.</summary>
internal sealed record MissingOrder(ProfileReference Profile, DeliveryOptions Options, object? Target, OAuth2MailException Failure)
    : MailOrder(Profile, Options, Target)
{
    /// <inheritdoc/>
    public override Task<string> IdentifyAsync(MessageIdentity identity, StoredProfile profile, CancellationToken cancellationToken) =>
        Task.FromException<string>(Failure);

    /// <inheritdoc/>
    public override Task<ComposedMessage> OpenAsync(
        StoredProfile profile, IDiagnosticSink diagnostics, CancellationToken cancellationToken) =>
        Task.FromException<ComposedMessage>(Failure);
}
