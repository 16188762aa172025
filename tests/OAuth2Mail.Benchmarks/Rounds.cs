namespace OAuth2Mail.Benchmarks;

/// <summary>
/// Repeats two measurements in turn. The machine is faster at one time than at another, so that only a ratio within a round says
/// something, and of the rounds their median.
/// </summary>
internal static class Rounds
{
    /// <returns>The medians of what the first took in relation to the second.</returns>
    public static async Task<Cost> CompareAsync(int count, Func<Task<Cost>> first, Func<Task<Cost>> second)
    {
        var ratios = new List<Cost>();
        for (int i = 0; i < count; i++)
        {
            // Neither is always the one that finds the machine as the other left it.
            Cost a, b;
            if (i % 2 == 0)
            {
                a = await first();
                b = await second();
            }
            else
            {
                b = await second();
                a = await first();
            }

            ratios.Add(new Cost(a.Elapsed / b.Elapsed, a.Processor / b.Processor));
        }

        return new Cost(Median(ratios.Select(ratio => ratio.Elapsed)), Median(ratios.Select(ratio => ratio.Processor)));
    }

    /// <summary>Repeats several measurements in turn.</summary>
    /// <returns>The median of each.</returns>
    public static async Task<double[]> MediansAsync(int count, params Func<Task<double>>[] measures)
    {
        var values = measures.Select(_ => new List<double>()).ToArray();
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < measures.Length; j++)
            {
                int turn = (i + j) % measures.Length;
                values[turn].Add(await measures[turn]());
            }
        }

        return [.. values.Select(Median)];
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
