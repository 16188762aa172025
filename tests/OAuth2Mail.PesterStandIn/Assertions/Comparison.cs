using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Assertions;

/// <summary>Pester's idea of what equals what: the operators of PowerShell, and arrays element by element.</summary>
internal static class Comparison
{
    /// <summary>Null, an empty array and an array of one null are the same to Pester.</summary>
    public static bool AreEqual(object? actual, object? expected, bool ignoreCase)
    {
        var first = ToArray(actual);
        var second = ToArray(expected);
        if (IsNothing(first) || IsNothing(second))
        {
            return IsNothing(first) && IsNothing(second);
        }

        return first.Length == second.Length && first.Zip(second).All(pair =>
            IsArray(pair.First) || IsArray(pair.Second)
                ? AreEqual(pair.First, pair.Second, ignoreCase)
                : LanguagePrimitives.Equals(pair.Second, pair.First, ignoreCase, CultureInfo.InvariantCulture));
    }

    public static bool IsNullOrEmpty(IReadOnlyList<object?> actual) => actual.Count == 0 || (actual.Count == 1 && (Base(actual[0]) switch
    {
        Hashtable table => table.Count == 0,
        var value => string.IsNullOrEmpty(LanguagePrimitives.ConvertTo<string>(value)),
    }));

    public static bool Contains(object? collection, object? value) =>
        (LanguagePrimitives.GetEnumerable(collection)?.Cast<object?>() ?? [collection])
            .Any(element => LanguagePrimitives.Equals(element, value, ignoreCase: true, CultureInfo.InvariantCulture));

    public static bool IsOfType(object? actual, object? expected)
    {
        var type = Base(expected) as Type
            ?? (LanguagePrimitives.TryConvertTo<Type>(Base(expected)?.ToString()?.Trim('[', ']'), out var parsed) ? parsed : null)
            ?? throw new ArgumentException($"Could not find type [{expected}]. Make sure that the assembly that contains that type is loaded.");
        return type == typeof(PSCustomObject) ? Base(actual) is PSCustomObject : type.IsInstanceOfType(Base(actual));
    }

    public static bool IsLike(string? actual, string pattern) =>
        new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(actual ?? string.Empty);

    public static object? Base(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;

    private static object?[] ToArray(object? value) => value is null ? [] : LanguagePrimitives.ConvertTo<object?[]>(value) ?? [];

    private static bool IsNothing(object?[] array) => array is [] or [null];

    private static bool IsArray(object? value) => Base(value) is Array;
}
