using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OAuth2Mail.HelpWriter;

/// <summary>The docstrings of an assembly, from the file that the compiler writes.</summary>
internal sealed partial class DocumentationComments(string file)
{
    private readonly Dictionary<string, XElement> _summaries = XDocument.Load(file).Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!, StringComparer.Ordinal);

    /// <summary>What the docstring of a cmdlet's property says, or null.</summary>
    public string? OfProperty(Type cmdlet, string property)
    {
        for (Type? type = cmdlet; type is not null; type = type.BaseType)
        {
            if (_summaries.TryGetValue($"P:{type.FullName}.{property}", out XElement? summary))
            {
                string text = Blanks().Replace(string.Concat(summary.Nodes().Select(ToText)), " ").Trim();
                return text.Length == 0 ? null : text;
            }
        }

        return null;
    }

    private static string ToText(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see => (string?)see.Attribute("langword")
            ?? ((string?)see.Attribute("cref"))?.Split('.')[^1]
            ?? see.Value,
        XElement element => string.Concat(element.Nodes().Select(ToText)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
