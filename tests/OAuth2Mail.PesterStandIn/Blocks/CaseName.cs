using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace OAuth2Mail.PesterStandIn.Blocks;

/// <summary>
/// Fills <c>&lt;name&gt;</c>, <c>&lt;name.property&gt;</c> and <c>&lt;_&gt;</c> in a test's name from the data of its case. Pester does so
/// when the test runs, and knows variables too; here the name is fixed at discovery, and what is unknown stays.
/// </summary>
internal static partial class CaseName
{
    public static string Expand(string template, object? data) =>
        data is null ? template : Placeholder().Replace(template, match => Find(match.Groups[1].Value.Split('.'), data) ?? match.Value);

    private static string? Find(string[] path, object data)
    {
        object? value;
        if (path[0] == "_")
        {
            value = data;
        }
        else if (data is IDictionary table && table.Contains(path[0]))
        {
            value = table[path[0]];
        }
        else
        {
            return null;
        }

        foreach (var property in path.Skip(1))
        {
            value = value is IDictionary inner ? inner[property] : value is null ? null : PSObject.AsPSObject(value).Properties[property]?.Value;
        }

        return value is null ? "$null" : LanguagePrimitives.ConvertTo<string>(value);
    }

    [GeneratedRegex("(?<!`)<([^>^`]+)>")]
    private static partial Regex Placeholder();
}
