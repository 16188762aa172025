using System.Collections;
using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Assertions;

/// <summary>Values and reasons, as failure messages put them.</summary>
internal static class Phrase
{
    private const int LongestCollection = 10;

    public static string Because(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return string.Empty;
        }

        reason = reason.Trim();
        return reason.StartsWith("because ", StringComparison.OrdinalIgnoreCase) ? $", {reason}" : $", because {reason}";
    }

    public static string Of(object? value) => value switch
    {
        PSObject { BaseObject: not PSCustomObject } wrapper => Of(wrapper.BaseObject),
        null => "$null",
        bool truth => truth ? "$true" : "$false",
        string text => $"'{text}'",
        Type type => $"[{type.FullName}]",
        ScriptBlock block => $"{{{block}}}",
        IDictionary table => "@{" + string.Join("; ", table.Keys.Cast<object>().Select(key => $"{key}={Of(table[key])}")) + "}",
        IEnumerable many => $"@({string.Join(", ", many.Cast<object?>().Take(LongestCollection).Select(Of))}{(many.Cast<object?>().Skip(LongestCollection).Any() ? ", …" : "")})",
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };
}
