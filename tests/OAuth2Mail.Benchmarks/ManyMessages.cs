namespace OAuth2Mail.Benchmarks;

/// <summary>Whether a message takes longer in a long run.</summary>
internal sealed class ManyMessages(Stage stage)
{
    private const int Few = 1000;
    private const int Many = 100_000;

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        using Worker sender = Worker.Sender();
        async Task<Cost> SendAsync(int count)
        {
            stage.Forget();
            Cost cost = await sender.MeasureAsync($"Measure-Send {count} {Stage.Near}");
            return new Cost(cost.Elapsed / count, cost.Processor / count);
        }

        await SendAsync(5 * Few);
        // The machine changes within a minute: so the few are sent before the many, and after them.
        List<double> few = [];
        for (int i = 0; i < 5; i++)
        {
            few.Add((await SendAsync(Few)).Elapsed);
        }

        Cost many = await SendAsync(Many);
        for (int i = 0; i < 5; i++)
        {
            few.Add((await SendAsync(Few)).Elapsed);
        }

        return [Finding.AtMost($"time a message: {Many:N0} messages / {Few:N0}", 1.1, many.Elapsed / Rounds.Median(few))];
    }
}
