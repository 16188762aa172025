using System.Diagnostics;
using System.Globalization;

namespace OAuth2Mail.Benchmarks;

/// <summary>What a run took, in milliseconds: by the clock, and of the process's processor time.</summary>
internal readonly record struct Cost(double Elapsed, double Processor)
{
    /// <summary>Reads what a worker answers: two numbers.</summary>
    public static Cost Parse(string answer)
    {
        string[] numbers = answer.Split(' ');
        return new Cost(double.Parse(numbers[0], CultureInfo.InvariantCulture), double.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Measures a run in this process.</summary>
    public static async Task<Cost> OfAsync(Func<Task> run)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await run();
        return new Cost(
            Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Elapsed} {Processor}");
}
