using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Help;

/// <summary>Commands in the documentation are copied by people: they have to bind.</summary>
public sealed partial class DocumentedCommandTests : IDisposable
{
    private static readonly string s_folder = Path.Combine(Checkout.Root, "docs");
    private readonly EngineSession _session = new();

    public DocumentedCommandTests() => _session.Run($"Import-Module '{Checkout.ModuleManifest}'").ThrowOnErrors();

    public static TheoryData<string> Pages { get; } = new(Directory
        .EnumerateFiles(s_folder, "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(s_folder, file))
        .Order(StringComparer.Ordinal));

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_in_code_blocks_fit_a_parameter_set(string page)
    {
        Dictionary<string, CommandInfo> cmdlets = _session.Run("Get-Command -Module OAuth2Mail").All<CommandInfo>()
            .ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);
        var problems = new List<string>();

        foreach (Match block in CodeBlock().Matches(File.ReadAllText(Path.Combine(s_folder, page))))
        {
            ScriptBlockAst script = Parser.ParseInput(block.Groups["code"].Value, out _, out ParseError[] errors);
            problems.AddRange(errors.Select(error => $"{error.Extent.Text}: {error.Message}"));
            foreach (CommandAst command in script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
            {
                if (cmdlets.TryGetValue(command.GetCommandName() ?? "", out CommandInfo? cmdlet) && !FitsOneOf(command, cmdlet))
                {
                    problems.Add(command.Extent.Text);
                }
            }
        }

        Assert.Empty(problems);
    }

    private static bool FitsOneOf(CommandAst command, CommandInfo cmdlet)
    {
        string[] given = [.. command.CommandElements.OfType<CommandParameterAst>().Select(parameter => parameter.ParameterName)];
        return cmdlet.ParameterSets.Any(set =>
            given.All(name => set.Parameters.Any(parameter => Is(parameter, name)))
            && set.Parameters.Where(parameter => parameter.IsMandatory).All(parameter =>
                given.Any(name => Is(parameter, name)) || parameter.Position >= 0 || parameter.ValueFromPipelineByPropertyName));
    }

    private static bool Is(CommandParameterInfo parameter, string name) =>
        parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
        || parameter.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[ ]*```powershell\n(?<code>.*?)^[ ]*```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
