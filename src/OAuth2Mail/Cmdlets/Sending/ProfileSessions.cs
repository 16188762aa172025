using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>The sessions of a run, one for each profile that the records name.</summary>
internal sealed class ProfileSessions(ModuleServices services, TimeSpan timeout) : IDisposable
{
    private readonly Dictionary<(string Name, string? Vault), ProfileSession> _sessions = [];

    /// <summary>The session that serves a profile; it is not opened yet.</summary>
    /// <exception cref="OAuth2MailException">There is no such profile.</exception>
    public async Task<ProfileSession> FindAsync(ProfileReference profile, CancellationToken cancellationToken)
    {
        if (!_sessions.TryGetValue(profile.Key, out ProfileSession? session))
        {
            (ProfileLocation location, StoredProfile stored) = await services.Profiles
                .FindAsync(ProfileName.Parse(profile.Name), profile.Vault, cancellationToken).ConfigureAwait(false);
            session = new ProfileSession(location, stored, services.CreateSession(location, timeout));
            _sessions.Add(profile.Key, session);
        }

        return session;
    }

    /// <summary>Disconnects from the servers.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        foreach (ProfileSession session in _sessions.Values)
        {
            await session.Mail.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connections without QUIT.</summary>
    public void Dispose()
    {
        foreach (ProfileSession session in _sessions.Values)
        {
            session.Mail.Dispose();
        }
    }
}
