using System.Collections.Concurrent;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// Tokens that a vault did not take yet. The old refresh token may be spent, so the new one is kept in the process and in
/// a <see cref="RecoveryFile"/>, used from there, and offered to the vault again with each next use.
/// </summary>
internal sealed class UnsavedTokens
{
    private readonly ConcurrentDictionary<ProfileLocation, Kept> _tokens = new();

    /// <param name="location">The profile.</param>
    /// <param name="tokens">The tokens to keep.</param>
    /// <param name="before">The profile that they were obtained for, with the tokens that they take the place of.</param>
    /// <returns>Whether they would outlive this process.</returns>
    public bool Remember(ProfileLocation location, TokenSet tokens, StoredProfile before)
    {
        // While the vault takes nothing, it holds what the first of these took the place of.
        StoredProfile stored = _tokens.TryGetValue(location, out Kept? kept) ? kept.Stored : before;
        _tokens[location] = new Kept(tokens, stored);
        return RecoveryFile.TryWrite(location, stored.Tokens, tokens);
    }

    /// <summary>Called under the profile's lock, when the vault holds the tokens or the profile is gone.</summary>
    public void Forget(ProfileLocation location)
    {
        _tokens.TryRemove(location, out _);
        RecoveryFile.Delete(location);
    }

    public bool Contains(ProfileLocation location) => _tokens.ContainsKey(location);

    /// <summary>The profile with the tokens that are kept here, unless somebody else has written to the vault since.</summary>
    public StoredProfile Overlay(ProfileLocation location, StoredProfile stored)
    {
        if (!_tokens.TryGetValue(location, out Kept? kept))
        {
            if (RecoveryFile.TryRead(location, stored.Tokens) is not TokenSet recovered)
            {
                return stored;
            }

            kept = _tokens.GetOrAdd(location, new Kept(recovered, stored));
        }

        // Whoever wrote other tokens, or none, or changed what they are for, knew more than this process. Never by the
        // clock: those of two machines differ.
        if (kept.Stored.Tokens?.AccessToken != stored.Tokens?.AccessToken || !kept.Stored.SharesConsentWith(stored))
        {
            _tokens.TryRemove(location, out _);
            return stored;
        }

        return stored with { Tokens = kept.Tokens };
    }

    /// <param name="Tokens">What is kept.</param>
    /// <param name="Stored">What the vault held when they were obtained.</param>
    private sealed record Kept(TokenSet Tokens, StoredProfile Stored)
    {
        public override string ToString() => nameof(Kept);
    }
}
