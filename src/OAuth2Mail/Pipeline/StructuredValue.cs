using System.Collections;
using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>
/// Values with parts, which PowerShell would turn into a meaningless string such as System.Collections.Hashtable.
/// </summary>
internal static class StructuredValue
{
    /// <summary>A table, an object of properties alone, or a list that holds such values or lists.</summary>
    public static bool IsNested(object? value) =>
        IsTable(value) || (Unwrap(value) is IEnumerable list and not string && list.Cast<object?>().Any(Is));

    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    // A table, an object of properties alone, or a list.
    private static bool Is(object? value) => IsTable(value) || Unwrap(value) is IEnumerable and not string;

    // An empty PSCustomObject is the base object of every object that was made of properties.
    private static bool IsTable(object? value) => Unwrap(value) is IDictionary or PSCustomObject;
}
