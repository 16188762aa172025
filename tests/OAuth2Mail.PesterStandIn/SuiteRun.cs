using System.Management.Automation;
using OAuth2Mail.PesterStandIn.Blocks;
using OAuth2Mail.PesterStandIn.Commands;

namespace OAuth2Mail.PesterStandIn;

/// <summary>Pester's second phase: the scopes of blocks lie in one another, and a test's within them.</summary>
internal sealed class SuiteRun(SessionState session, TestDrive testDrive)
{
    private readonly Scope _scope = new(session);

    public void Run(Block block)
    {
        var tests = block.AllTests.ToList();
        if (tests.TrueForAll(test => test.Skip))
        {
            // Nothing is set up for tests that are not run.
            tests.ForEach(test => test.Result = new ItResult(Outcome.Skipped));
            return;
        }

        _scope.Enter(() =>
        {
            var before = testDrive.Contents();
            _scope.Offer(block.Data);
            if (_scope.DotSource(block.BeforeAll) is { } error)
            {
                tests.ForEach(test => test.Result = ItResult.Failed(error, $"BeforeAll of '{block.Name}'"));
            }
            else
            {
                RunChildren(block);
            }

            // It is nobody's test, and must not get lost: the block's last one answers for it.
            if (_scope.DotSource(block.AfterAll) is { } afterError)
            {
                tests[^1].Result = ItResult.Failed(afterError, $"AfterAll of '{block.Name}'");
            }

            testDrive.RemoveAllBut(before);
        });
    }

    private void RunChildren(Block block)
    {
        foreach (var child in block.Children)
        {
            switch (child)
            {
                case Block inner:
                    Run(inner);
                    break;
                case Test { Skip: true } test:
                    test.Result = new ItResult(Outcome.Skipped);
                    break;
                case Test test:
                    _scope.Enter(() => test.Result = Run(test, [.. block.Lineage]));
                    break;
            }
        }
    }

    private ItResult Run(Test test, IReadOnlyList<Block> lineage)
    {
        _scope.Offer(test.Data);
        var result = lineage.Select(block => _scope.DotSource(block.BeforeEach)).FirstOrDefault(error => error is not null) is { } setUpError
            ? ItResult.Failed(setUpError, "BeforeEach")
            : ResultOf(_scope.DotSource(test.Body));

        foreach (var block in lineage.Reverse())
        {
            if (_scope.DotSource(block.AfterEach) is { } error && result.Outcome != Outcome.Failed)
            {
                result = ItResult.Failed(error, "AfterEach");
            }
        }

        return result;
    }

    private static ItResult ResultOf(ErrorRecord? error) => error?.FullyQualifiedErrorId.Split(',')[0] switch
    {
        null => new ItResult(Outcome.Passed),
        SetItResultCommand.SkippedId => new ItResult(Outcome.Skipped, error.ToString()),
        SetItResultCommand.InconclusiveId => new ItResult(Outcome.Inconclusive, error.ToString()),
        _ => ItResult.Failed(error),
    };
}
