using System.Collections.Concurrent;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Tokens;

/// <summary>
/// Tokens that a vault did not take. The old refresh token may be spent, so the new one is kept in the process, used
/// from there, and offered to the vault again with each next use.
/// </summary>
internal sealed class UnsavedTokens
{
    private readonly ConcurrentDictionary<ProfileLocation, TokenSet> _tokens = new();

    public void Remember(ProfileLocation location, TokenSet tokens) => _tokens[location] = tokens;

    public void Forget(ProfileLocation location) => _tokens.TryRemove(location, out _);

    public bool Contains(ProfileLocation location) => _tokens.ContainsKey(location);

    /// <summary>The profile with the tokens that are kept here, unless the vault's are newer.</summary>
    public StoredProfile Overlay(ProfileLocation location, StoredProfile stored)
    {
        if (!_tokens.TryGetValue(location, out TokenSet? kept))
        {
            return stored;
        }

        if (stored.Tokens is not null && stored.Tokens.ObtainedOn >= kept.ObtainedOn)
        {
            Forget(location);
            return stored;
        }

        return stored with { Tokens = kept };
    }
}
