using System.Collections;
using System.Management.Automation;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.EngineHosting.Hosts;
using OAuth2Mail.PesterStandIn.Blocks;
using OAuth2Mail.PesterStandIn.Commands;

namespace OAuth2Mail.PesterStandIn;

/// <summary>A file of Pester 5 tests: discovered at once, run once, in a session of its own.</summary>
public sealed class PesterSuite : IDisposable
{
    /// <summary>Said wherever results are shown: these are not Pester's own.</summary>
    public const string Runner = "the stand-in for Pester 5 (PSGallery's Pester is not installed)";

    private const string DiscoveryTest = "discovery";

    private readonly RecordingHost _host = new();
    private readonly EngineSession _session;
    private readonly Discovery _discovery;
    private readonly Lazy<IReadOnlyDictionary<string, ItResult>> _results;

    public PesterSuite(string path)
    {
        Name = Path.GetFileName(path);
        _session = new EngineSession(new EngineOptions { Host = _host, Configure = SuiteCommands.Register });
        _discovery = new Discovery(Name);
        _results = new(Run);
        InSession(session =>
        {
            session.PSVariable.Set($"global:{Discovery.VariableName}", _discovery);
            _discovery.Run(session, Path.GetFullPath(path));
        });
    }

    public string Name { get; }

    /// <summary>The tests' names with those of their blocks. A suite that cannot be discovered has one, which fails.</summary>
    public IReadOnlyList<string> Tests => _discovery.Error is null ? [.. _discovery.Root.AllTests.Select(test => test.Path)] : [DiscoveryTest];

    /// <summary>Results by name; the suite is run when they are asked for first.</summary>
    public IReadOnlyDictionary<string, ItResult> Results => _results.Value;

    /// <summary>What the suite showed while it ran.</summary>
    public string Screen => _host.Screen;

    public void Dispose() => _session.Dispose();

    private Dictionary<string, ItResult> Run()
    {
        if (_discovery.Error is { } error)
        {
            return new() { [DiscoveryTest] = ItResult.Failed(error) };
        }

        InSession(session =>
        {
            using var testDrive = new TestDrive();
            testDrive.Mount(session);
            new SuiteRun(session, testDrive).Run(_discovery.Root);
        });
        return _discovery.Root.AllTests.ToDictionary(
            test => test.Path,
            test => test.Result ?? new ItResult(Outcome.Failed, "The suite ended before this test."));
    }

    // An error that ends nothing does not fail a suite, in Pester either; what escapes from this runner does.
    private void InSession(Action<SessionState> action)
    {
        var result = _session.Run(
            "try { $______action.Invoke($ExecutionContext.SessionState) } catch { throw }", new Hashtable { ["______action"] = action });
        if (result.TerminatingError is { } error)
        {
            throw new InvalidOperationException($"{Name}: {error}", error.Exception);
        }
    }
}
