using System.Management.Automation;
using OAuth2Mail.PesterStandIn.Blocks;

namespace OAuth2Mail.PesterStandIn;

/// <summary>Pester's first phase: what the suite's commands declare is put down, and nothing of it is run.</summary>
internal sealed class Discovery(string suite)
{
    /// <summary>The variable by which the suite's commands find this.</summary>
    public const string VariableName = "______discovery";

    private readonly HashSet<string> _paths = [];
    private Block? _current;

    public Block Root { get; } = new(suite, parent: null, data: null, skip: false);

    /// <summary>Why there is nothing to run, or null.</summary>
    public ErrorRecord? Error { get; private set; }

    public void Run(SessionState session, string path)
    {
        _current = Root;
        Error = new Scope(session).Invoke(ScriptBlock.Create($". '{path.Replace("'", "''", StringComparison.Ordinal)}'"));
        _current = null;
    }

    /// <summary>The block that is being discovered.</summary>
    public Block Current => _current ?? throw new InvalidOperationException("Blocks and tests are declared at discovery, not while tests run.");

    public ErrorRecord? AddBlock(Scope scope, string name, ScriptBlock fixture, object? data, bool skip)
    {
        var block = new Block(CaseName.Expand(name, data), Current, data, skip);
        Current.Children.Add(block);
        _current = block;
        ErrorRecord? error = null;
        scope.Enter(() =>
        {
            scope.Offer(data);
            error = scope.DotSource(fixture);
        });
        _current = block.Parent;
        return error;
    }

    public void AddTest(string name, ScriptBlock body, object? data, bool skip)
    {
        name = CaseName.Expand(name, data);
        var path = Current.PathOf(name);
        for (var count = 2; !_paths.Add(path); count++)
        {
            path = $"{Current.PathOf(name)} #{count}";
        }

        Current.Children.Add(new Test(name, body, data, skip || Current.Skip) { Path = path });
    }
}
