using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>A message that a record asks for. It is composed, or opened, when its turn comes.</summary>
/// <param name="Profile">The profile to send with.</param>
/// <param name="Options">How to deliver it.</param>
/// <param name="Target">The target object of errors about it.</param>
/// <param name="OpenAsync">Makes the message for that profile.</param>
internal sealed record MailOrder(
    ProfileReference Profile,
    DeliveryOptions Options,
    object? Target,
    Func<StoredProfile, IDiagnosticSink, CancellationToken, Task<ComposedMessage>> OpenAsync);
