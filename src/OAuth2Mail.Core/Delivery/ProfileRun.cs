using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;

namespace OAuth2Mail.Delivery;

/// <summary>A run's sessions with one profile: as many as are wanted at once, opened when they are needed, at one pace.</summary>
internal sealed class ProfileRun : IDisposable
{
    private readonly Func<PacedSession> _create;
    private readonly SemaphoreSlim _slots;
    private readonly Stack<PacedSession> _idle = new();
    private readonly List<PacedSession> _all = [];

    /// <param name="location">The profile.</param>
    /// <param name="profile">The profile as it was when the run began.</param>
    /// <param name="connections">The most sessions at once.</param>
    /// <param name="create">Makes a session, not opened yet.</param>
    public ProfileRun(ProfileLocation location, StoredProfile profile, int connections, Func<PacedSession> create)
    {
        Location = location;
        Profile = profile;
        Limits = SubmissionLimits.Of(profile.Smtp.Server);
        _create = create;
        _slots = new SemaphoreSlim(connections, connections);
    }

    public ProfileLocation Location { get; }

    public StoredProfile Profile { get; }

    /// <summary>What the profile's server accepts.</summary>
    public SubmissionLimits Limits { get; }

    /// <summary>Waits for a session that nobody uses. It is given back with <see cref="Return"/>.</summary>
    public async Task<PacedSession> RentAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_all)
        {
            if (_idle.Count > 0)
            {
                return _idle.Pop();
            }

            PacedSession session = _create();
            _all.Add(session);
            return session;
        }
    }

    /// <summary>Lets others use a session.</summary>
    public void Return(PacedSession session)
    {
        lock (_all)
        {
            // The one used last is used first: few messages need few connections.
            _idle.Push(session);
        }

        _slots.Release();
    }

    /// <summary>Says goodbye to the server.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_all.Select(session => session.CloseAsync(cancellationToken)));

    /// <summary>Closes the connections without a word.</summary>
    public void Dispose()
    {
        _all.ForEach(session => session.Dispose());
        _slots.Dispose();
    }
}
