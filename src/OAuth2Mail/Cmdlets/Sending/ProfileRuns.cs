using System.Globalization;
using OAuth2Mail.Delivery;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>The profiles that a run's records name, each with its sessions, pace and retries.</summary>
internal sealed class ProfileRuns(ModuleServices services, RunSettings settings, RunProgress progress, CmdletPipeline pipeline) : IDisposable
{
    // Somebody waits at the keyboard, or a host wants to end.
    private static readonly TimeSpan s_briefGoodbye = TimeSpan.FromMilliseconds(300);

    private readonly Dictionary<(string Name, string? Vault), ProfileRun> _runs = [];
    private readonly List<ProtocolLog> _logs = [];

    /// <summary>The run with a profile; nothing is opened yet.</summary>
    /// <exception cref="OAuth2MailException">There is no such profile.</exception>
    public async Task<ProfileRun> FindAsync(ProfileReference profile, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue(profile.Key, out ProfileRun? run))
        {
            (ProfileLocation location, StoredProfile stored) = await services.Profiles
                .FindAsync(ProfileName.Parse(profile.Name), profile.Vault, cancellationToken).ConfigureAwait(false);
            pipeline.Verbose(
                $"Profile {location}: {stored.Mode}, mailbox '{stored.UserName}', server {ConnectionFailure.Address(stored.Smtp)}.");
            run = Create(location, stored);
            _runs.Add(profile.Key, run);
        }

        return run;
    }

    /// <summary>Says goodbye to the servers.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        foreach (ProfileRun run in _runs.Values)
        {
            await run.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says goodbye to the servers that answer at once.</summary>
    public async Task CloseQuicklyAsync()
    {
        using var limit = new CancellationTokenSource(s_briefGoodbye);
        try
        {
            await CloseAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connections are closed all the same.
        }
    }

    /// <summary>Closes the connections without a word.</summary>
    public void Dispose()
    {
        foreach (ProfileRun run in _runs.Values)
        {
            run.Dispose();
        }

        lock (_logs)
        {
            _logs.ForEach(log => log.Dispose());
        }
    }

    private ProfileRun Create(ProfileLocation location, StoredProfile profile)
    {
        SubmissionLimits limits = SubmissionLimits.Of(profile.Smtp.Server);
        var pacer = new SendPacer(
            settings.RateLimit is int rate ? (rate == 0 ? null : rate) : settings.IsForced ? null : limits.MessagesPerMinute,
            TimeProvider.System)
        {
            Waiting = progress.ShowWait,
        };
        var retries = new RetryPolicy(settings.MaximumRetryCount, TimeProvider.System, pipeline);
        return new ProfileRun(
            location,
            profile,
            ConnectionsFor(profile, limits),
            () => new PacedSession(services.CreateSession(location, settings.Timeout, NextLog()), pacer, retries));
    }

    private int ConnectionsFor(StoredProfile profile, SubmissionLimits limits)
    {
        if (settings.IsForced || !(settings.ThrottleLimit > limits.Connections))
        {
            return settings.ThrottleLimit;
        }

        pipeline.Warning(string.Format(
            CultureInfo.CurrentCulture,
            "'{0}' accepts {1} connections of a mailbox at once, so no more are opened. -Force opens {2}.",
            profile.Smtp.Server,
            limits.Connections,
            settings.ThrottleLimit));
        return limits.Connections.Value;
    }

    // A file for each of several connections: their lines would be mixed up. The first one has the token requests too.
    private ProtocolLog? NextLog()
    {
        if (settings.ProtocolLogPath is not string path)
        {
            return null;
        }

        lock (_logs)
        {
            var log = new ProtocolLog(_logs.Count == 0 ? path : Path.Combine(
                Path.GetDirectoryName(path)!,
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0}-{1}{2}",
                    Path.GetFileNameWithoutExtension(path),
                    _logs.Count + 1,
                    Path.GetExtension(path))));
            _logs.Add(log);
            pipeline.ProtocolLog ??= log;
            return log;
        }
    }
}
