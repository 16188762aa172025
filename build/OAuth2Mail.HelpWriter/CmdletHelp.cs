using System.Management.Automation;

namespace OAuth2Mail.HelpWriter;

/// <summary>A cmdlet as the engine sees it, with the text of its docstrings and its page.</summary>
internal sealed class CmdletHelp
{
    private static readonly Dictionary<string, string> s_engineParameters = new()
    {
        ["WhatIf"] = "Shows what would happen if the cmdlet runs. The cmdlet is not run.",
        ["Confirm"] = "Prompts for confirmation before the cmdlet runs.",
    };

    private readonly DocumentationComments _comments;
    private readonly object _blank;

    public CmdletHelp(CmdletInfo cmdlet, CmdletPage page, DocumentationComments comments)
    {
        _comments = comments;
        _blank = Activator.CreateInstance(cmdlet.ImplementingType)!;
        Cmdlet = cmdlet;
        Page = page;
        ParameterSets = [.. cmdlet.ParameterSets.Select(set => set.Parameters
            .Where(IsOfThisCmdlet)
            .OrderBy(parameter => parameter.Position < 0 ? int.MaxValue : parameter.Position)
            .ThenByDescending(parameter => parameter.IsMandatory)
            .ThenBy(parameter => s_engineParameters.ContainsKey(parameter.Name))
            .Select(parameter => new HelpParameter(parameter, Describe(parameter), DefaultOf(parameter)))
            .ToArray())];
        Parameters = [.. cmdlet.ParameterSets.SelectMany(set => set.Parameters)
            .Where(IsOfThisCmdlet)
            .GroupBy(parameter => parameter.Name)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new HelpParameter(group.OrderBy(p => p.IsMandatory).First(), Describe(group.First()), DefaultOf(group.First())))];
    }

    public CmdletInfo Cmdlet { get; }

    public CmdletPage Page { get; }

    /// <summary>The parameters of each set, in the order in which a syntax line has them.</summary>
    public IReadOnlyList<IReadOnlyList<HelpParameter>> ParameterSets { get; }

    /// <summary>Every parameter once; mandatory where every set that has it says so.</summary>
    public IReadOnlyList<HelpParameter> Parameters { get; }

    public IEnumerable<string> OutputTypes => Cmdlet.ImplementingType.GetCustomAttributes(inherit: true)
        .OfType<OutputTypeAttribute>()
        .SelectMany(output => output.Type)
        .Select(type => type.Name);

    /// <summary>The names of the sets that have a parameter; empty where all have it.</summary>
    public IReadOnlyList<string> SetsOf(HelpParameter parameter)
    {
        string[] sets = [.. Cmdlet.ParameterSets
            .Where(set => set.Parameters.Any(other => other.Name == parameter.Name))
            .Select(set => set.Name)];
        return sets.Length == Cmdlet.ParameterSets.Count ? [] : sets;
    }

    private static bool IsOfThisCmdlet(CommandParameterInfo parameter) =>
        !System.Management.Automation.Cmdlet.CommonParameters.Contains(parameter.Name);

    private string DefaultOf(CommandParameterInfo parameter) =>
        s_engineParameters.ContainsKey(parameter.Name) ? "False" : HelpParameter.DefaultOf(_blank, parameter.Name);

    private string Describe(CommandParameterInfo parameter) =>
        s_engineParameters.TryGetValue(parameter.Name, out string? text) ? text
        : _comments.OfProperty(Cmdlet.ImplementingType, parameter.Name)
        ?? throw new HelpException($"{Cmdlet.ImplementingType.Name}.cs", $"Parameter -{parameter.Name} has no docstring.");
}
