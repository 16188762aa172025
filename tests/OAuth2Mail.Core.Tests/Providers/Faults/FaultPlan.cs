using System.Globalization;

namespace OAuth2Mail.Tests.Providers.Faults;

/// <summary>What is to go wrong, as a part of an address can spell it.</summary>
/// <param name="Id">Tells plans apart that are the same otherwise.</param>
/// <param name="Endpoint">Which endpoint answers badly.</param>
/// <param name="GoodAnswers">How many good answers it gives before.</param>
/// <param name="Answer">The answer's name.</param>
internal sealed record FaultPlan(int Id, FaultyEndpoint Endpoint, int GoodAnswers, string Answer)
{
    private static int s_last;

    public static FaultPlan For(FaultyEndpoint endpoint, string answer, int goodAnswers = 0)
        => new(Interlocked.Increment(ref s_last), endpoint, goodAnswers, answer);

    public static FaultPlan? Parse(string text) => text.Split('.') switch
    {
        [var id, var endpoint, var good, var answer] => new(
            int.Parse(id, CultureInfo.InvariantCulture),
            Enum.Parse<FaultyEndpoint>(endpoint, ignoreCase: true),
            int.Parse(good, CultureInfo.InvariantCulture),
            answer),
        _ => null,
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}.{Endpoint}.{GoodAnswers}.{Answer}").ToLowerInvariant();
}
