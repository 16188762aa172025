using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>A message that exists as a file already.</summary>
internal sealed record PreparedOrder(ProfileReference Profile, DeliveryOptions Options, string File) : MailOrder(Profile, Options, File)
{
    /// <inheritdoc/>
    public override Task<string> IdentifyAsync(MessageIdentity identity, StoredProfile profile, CancellationToken cancellationToken) =>
        identity.OfFileAsync(File, cancellationToken);

    /// <inheritdoc/>
    public override Task<ComposedMessage> OpenAsync(
        StoredProfile profile, IDiagnosticSink diagnostics, CancellationToken cancellationToken) =>
        PreparedMessage.OpenAsync(File, cancellationToken);
}
