using System.Xml.Linq;

namespace OAuth2Mail.HelpWriter;

/// <summary>Help in the engine's format, MAML.</summary>
internal static class MamlDocument
{
    private static readonly XNamespace s_root = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Create(IEnumerable<CmdletHelp> cmdlets) => new(
        new XElement(s_root + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(Describe)));

    private static XElement Describe(CmdletHelp help) => new(
        s_command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", s_maml),
        new XAttribute(XNamespace.Xmlns + "command", s_command),
        new XAttribute(XNamespace.Xmlns + "dev", s_dev),
        new XElement(
            s_command + "details",
            new XElement(s_command + "name", help.Cmdlet.Name),
            new XElement(s_command + "verb", help.Cmdlet.Verb),
            new XElement(s_command + "noun", help.Cmdlet.Noun),
            new XElement(s_maml + "description", Paragraphs([help.Page.Synopsis]))),
        new XElement(s_maml + "description", Paragraphs(help.Page.Description)),
        new XElement(s_command + "syntax", help.ParameterSets.Select(set => new XElement(
            s_command + "syntaxItem",
            new XElement(s_maml + "name", help.Cmdlet.Name),
            set.Where(parameter => !parameter.IsHidden).Select(parameter => Parameter(parameter, [], inSyntax: true))))),
        new XElement(
            s_command + "parameters",
            help.Parameters.Select(parameter => Parameter(parameter, help.SetsOf(parameter), inSyntax: false))),
        new XElement(s_command + "inputTypes", Inputs(help).Select(type => TypeEntry("inputType", type))),
        new XElement(
            s_command + "returnValues",
            help.OutputTypes.DefaultIfEmpty("None").Select(type => TypeEntry("returnValue", type))),
        new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(help.Page.Notes))),
        new XElement(s_command + "examples", help.Page.Examples.Select(example => new XElement(
            s_command + "example",
            new XElement(s_maml + "title", $"---------- {example.Title} ----------"),
            new XElement(s_maml + "introduction", Paragraphs(example.Introduction)),
            new XElement(s_dev + "code", example.Code),
            // The empty paragraph separates the example from the next title.
            new XElement(s_dev + "remarks", Paragraphs([.. example.Remarks, ""]))))),
        new XElement(s_command + "relatedLinks", help.Page.Links.Select(link => new XElement(
            s_maml + "navigationLink",
            new XElement(s_maml + "linkText", link.Text),
            new XElement(s_maml + "uri", link.Address.StartsWith("https:", StringComparison.Ordinal) ? link.Address : "")))));

    private static XElement Parameter(HelpParameter parameter, IReadOnlyList<string> sets, bool inSyntax)
    {
        var element = new XElement(
            s_command + "parameter",
            new XAttribute("required", parameter.IsMandatory ? "true" : "false"),
            new XAttribute("variableLength", parameter.TakesSeveral ? "true" : "false"),
            new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", parameter.PipelineInput),
            new XAttribute("position", parameter.Position),
            new XAttribute("aliases", string.Join(", ", parameter.Aliases.DefaultIfEmpty("none"))),
            new XElement(s_maml + "name", parameter.Name),
            new XElement(s_maml + "description", Paragraphs(
            [
                parameter.Description,
                .. parameter.AcceptedValues is [] ? Array.Empty<string>() : [$"Accepted values: {string.Join(", ", parameter.AcceptedValues)}."],
                .. sets is [] ? Array.Empty<string>() : [$"Belongs to: {string.Join(", ", sets)}."],
            ])));
        if (inSyntax && parameter.AcceptedValues is not [])
        {
            element.Add(new XElement(s_command + "parameterValueGroup", parameter.AcceptedValues.Select(Value)));
        }

        // In a syntax line a switch is shown by its name only.
        if (!inSyntax || !parameter.IsSwitch)
        {
            element.Add(Value(parameter.TypeName));
        }

        element.Add(
            new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.TypeName), new XElement(s_maml + "uri")),
            new XElement(s_dev + "defaultValue", parameter.DefaultValue));
        return element;

        XElement Value(string text) => new(
            s_command + "parameterValue",
            new XAttribute("required", parameter.IsSwitch ? "false" : "true"),
            new XAttribute("variableLength", parameter.TakesSeveral ? "true" : "false"),
            text);
    }

    private static IEnumerable<string> Inputs(CmdletHelp help) => help.Parameters
        .Where(parameter => parameter.PipelineInput != "False")
        .Select(parameter => parameter.TypeName)
        .Distinct()
        .DefaultIfEmpty("None");

    private static XElement TypeEntry(string element, string type) => new(
        s_command + element,
        new XElement(s_dev + "type", new XElement(s_maml + "name", type)),
        new XElement(s_maml + "description", Paragraphs([""])));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> texts) => texts.Select(text => new XElement(s_maml + "para", text));
}
