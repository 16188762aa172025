using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>How far a run is: counted always, shown after a second, and ten times a second at most. Safe for several threads.</summary>
/// <param name="pipeline">Where it is shown.</param>
internal sealed class RunProgress(CmdletPipeline pipeline)
{
    private const string Activity = "Sending mail";
    private const int Few = 10;

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _lastShown;
    private bool _isShown;

    /// <summary>How many messages there are; null as long as the input is not at its end.</summary>
    public int? Total { get; set; }

    public int Sent { get; private set; }

    public int Failed { get; private set; }

    /// <summary>What an earlier run had delivered.</summary>
    public int Skipped { get; private set; }

    public void CountSent() => Count(() => Sent++);

    public void CountFailed() => Count(() => Failed++);

    public void CountSkipped() => Count(() => Skipped++);

    /// <summary>A message waits for its turn.</summary>
    public void ShowWait(TimeSpan wait)
    {
        lock (_gate)
        {
            // However short the run is so far: it would look stuck.
            if (wait >= s_silence)
            {
                Show(string.Format(CultureInfo.CurrentCulture, "{0}; waiting {1:0} s to stay within the rate limit", Status, wait.TotalSeconds));
            }
        }
    }

    /// <summary>The run has ended.</summary>
    public void Complete()
    {
        if (_isShown)
        {
            pipeline.Post(cmdlet => cmdlet.WriteProgress(
                new ProgressRecord(0, Activity, Status) { RecordType = ProgressRecordType.Completed }));
        }

        // Of few messages each has said how it went.
        if (_isShown || Sent + Failed + Skipped > Few)
        {
            pipeline.Verbose(string.Format(CultureInfo.CurrentCulture, "{0} in {1:0.0} s.", Status, _clock.Elapsed.TotalSeconds));
        }
    }

    private string Status => string.Format(
        CultureInfo.CurrentCulture,
        "{0:N0} sent, {1:N0} failed{2}, {3:N1} a second",
        Sent,
        Failed,
        Skipped == 0 ? "" : string.Format(CultureInfo.CurrentCulture, ", {0:N0} skipped", Skipped),
        Sent / Math.Max(_clock.Elapsed.TotalSeconds, 0.001));

    private void Count(Action count)
    {
        lock (_gate)
        {
            count();
            TimeSpan now = _clock.Elapsed;
            if (now >= s_silence && now - _lastShown >= s_interval)
            {
                Show(Status);
            }
        }
    }

    private void Show(string status)
    {
        _lastShown = _clock.Elapsed;
        _isShown = true;
        var record = new ProgressRecord(0, Activity, status);
        int done = Sent + Failed + Skipped;
        if (Total is int total && total > 0 && done > 0)
        {
            record.PercentComplete = Math.Min(100, done * 100 / total);
            record.SecondsRemaining = (int)(_clock.Elapsed.TotalSeconds / done * Math.Max(total - done, 0));
        }

        pipeline.Post(cmdlet => cmdlet.WriteProgress(record));
    }
}
