using System.Globalization;

namespace OAuth2Mail.Benchmarks;

/// <summary>A line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The number, or why there is none.</param>
/// <param name="Target">What it should be; empty where there is no target.</param>
/// <param name="IsMet">Whether it is; null without a target or a number.</param>
internal sealed record Finding(string What, string Measured, string Target = "", bool? IsMet = null)
{
    public string Verdict => IsMet switch { true => "met", false => "**missed**", null => "" };

    public static Finding AtLeast(string what, double target, double measured) =>
        new(what, Text(measured), "≥ " + Text(target), measured >= target);

    public static Finding AtMost(string what, double target, double measured, string unit = "") =>
        new(what, Text(measured) + unit, "≤ " + Text(target) + unit, measured <= target);

    public static Finding Plain(string what, double measured) => new(what, Text(measured));

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
