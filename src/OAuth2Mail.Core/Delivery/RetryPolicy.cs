using System.Globalization;
using OAuth2Mail.Diagnostics;
using Polly;
using Polly.Retry;

namespace OAuth2Mail.Delivery;

/// <summary>Does again what failed for a while only: later each time, and not all clients at once (exponential back-off with jitter).</summary>
/// <param name="maximumRetries">How many times, after the first; zero for never.</param>
/// <param name="time">The clock.</param>
/// <param name="diagnostics">Told of each wait.</param>
internal sealed class RetryPolicy(int maximumRetries, TimeProvider time, IDiagnosticSink diagnostics)
{
    /// <summary>The first wait. The next are twice as long each, more or less.</summary>
    public static TimeSpan FirstDelay => TimeSpan.FromSeconds(1);

    // A server that asks for more than this is better asked by the next run.
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMinutes(5);

    private readonly ResiliencePipeline _pipeline = maximumRetries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Options(maximumRetries, diagnostics)).Build();

    /// <summary>Runs an action, and again while it fails for the time being.</summary>
    /// <exception cref="OAuth2MailException">It failed for good, or once more than it is retried; then it says how often and how long.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        var effort = new Effort(time.GetTimestamp());
        try
        {
            T result = await _pipeline.ExecuteAsync(
                async token =>
                {
                    effort.Attempts++;
                    return await action(token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            if (effort.Attempts > 1)
            {
                diagnostics.Verbose($"It worked: {Describe(effort)}.");
            }

            return result;
        }
        catch (OAuth2MailException e) when (effort.Attempts > 1)
        {
            throw e.Saying($"{e.Message.TrimEnd('.')}. {Describe(effort)}.");
        }
    }

    private string Describe(Effort effort) => string.Format(
        CultureInfo.CurrentCulture, "Tried {0} times in {1:0.0} s", effort.Attempts, time.GetElapsedTime(effort.Start).TotalSeconds);

    private static RetryStrategyOptions Options(int maximumRetries, IDiagnosticSink diagnostics) => new()
    {
        ShouldHandle = static arguments => new ValueTask<bool>(
            arguments.Outcome.Exception is OAuth2MailException { IsTransient: true } failure && !(failure.RetryAfter > s_longestDelay)),
        MaxRetryAttempts = maximumRetries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = FirstDelay,
        MaxDelay = s_longestDelay,
        DelayGenerator = static arguments => new ValueTask<TimeSpan?>(((OAuth2MailException)arguments.Outcome.Exception!).RetryAfter),
        OnRetry = arguments =>
        {
            diagnostics.Verbose(string.Format(
                CultureInfo.CurrentCulture,
                "{0} Trying again in {1:0.0} s (retry {2} of {3}).",
                arguments.Outcome.Exception!.Message,
                arguments.RetryDelay.TotalSeconds,
                arguments.AttemptNumber + 1,
                maximumRetries));
            return default;
        },
    };

    private sealed class Effort(long start)
    {
        public long Start { get; } = start;

        public int Attempts { get; set; }
    }
}
