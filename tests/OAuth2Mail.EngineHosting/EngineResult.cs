using System.Management.Automation;

namespace OAuth2Mail.EngineHosting;

/// <summary>What a script gave, stream by stream.</summary>
public sealed class EngineResult
{
    internal EngineResult(IReadOnlyList<PSObject?> output, PSDataStreams streams, ErrorRecord? terminatingError)
    {
        Output = output;
        Errors = [.. streams.Error];
        Warnings = [.. streams.Warning.Select(warning => warning.Message)];
        Verbose = [.. streams.Verbose.Select(verbose => verbose.Message)];
        Information = [.. streams.Information];
        Progress = [.. streams.Progress];
        TerminatingError = terminatingError;
    }

    public IReadOnlyList<PSObject?> Output { get; }

    /// <summary>The errors that did not end the script.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; }

    public IReadOnlyList<string> Warnings { get; }

    public IReadOnlyList<string> Verbose { get; }

    public IReadOnlyList<InformationRecord> Information { get; }

    public IReadOnlyList<ProgressRecord> Progress { get; }

    /// <summary>The error that ended the script, or null.</summary>
    public ErrorRecord? TerminatingError { get; }

    /// <summary>The only object of the output, out of its wrapping. Errors are thrown.</summary>
    public T One<T>() => (T)ThrowOnErrors().Output.Single()!.BaseObject;

    /// <summary>The objects of the output, out of their wrapping. Errors are thrown.</summary>
    public IReadOnlyList<T> All<T>() => [.. ThrowOnErrors().Output.Select(output => (T)output!.BaseObject)];

    public EngineResult ThrowOnErrors()
    {
        if ((TerminatingError ?? (Errors is [var first, ..] ? first : null)) is { } error)
        {
            throw new InvalidOperationException(
                $"{error.FullyQualifiedErrorId}: {error}{Environment.NewLine}{error.ScriptStackTrace}", error.Exception);
        }

        return this;
    }
}
