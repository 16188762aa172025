using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>The newest version of a profile, and whether the vault shows it.</summary>
internal readonly record struct ProfileVersion(StoredProfile Profile, bool IsInVault);
