using OAuth2Mail.Delivery;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>A profile and the session that sends with it.</summary>
internal sealed record ProfileSession(ProfileLocation Location, StoredProfile Profile, MailSession Mail);
