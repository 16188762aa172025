using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;
using OAuth2Mail.EngineHosting.Hosts;

namespace OAuth2Mail.EngineHosting;

/// <summary>A runspace of the real engine, with the modules of the real shell.</summary>
public sealed class EngineSession : IDisposable
{
    public EngineSession(EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        Host = options.Host;

        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // A user who runs scripts has said so; elsewhere there is no other policy.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        if (!options.EverydayCommands)
        {
            // Commands that are called by their name alone bring in no module then.
            state.Variables.Add(new SessionStateVariableEntry(
                "PSModuleAutoLoadingPreference", PSModuleAutoLoadingPreference.ModuleQualified, null));
        }

        options.Configure?.Invoke(state);
        Runspace = Host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(Host, state);
        Runspace.Open();
    }

    public Runspace Runspace { get; }

    public RecordingHost? Host { get; }

    public void Dispose() => Runspace.Dispose();

    /// <summary>Runs a script in the session's scope, with variables that are set there first.</summary>
    public EngineResult Run(string script, IDictionary? variables = null) =>
        RunAsync(script, variables, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Runs a script; cancelling is what Ctrl+C is to a user.</summary>
    public async Task<EngineResult> RunAsync(string script, IDictionary? variables, CancellationToken cancellationToken)
    {
        foreach (DictionaryEntry variable in variables ?? new Hashtable())
        {
            Runspace.SessionStateProxy.SetVariable((string)variable.Key, variable.Value);
        }

        using var shell = PowerShell.Create(Runspace);
        shell.AddScript(script);
        using var output = new PSDataCollection<PSObject?>();
        ErrorRecord? terminatingError = null;
        try
        {
            // What has not begun cannot be stopped.
            var running = shell.InvokeAsync<PSObject, PSObject?>(null, output);
            using var stop = cancellationToken.Register(() => shell.BeginStop(null, null));
            await running;
        }
        catch (RuntimeException exception)
        {
            terminatingError = exception.ErrorRecord;
        }

        return new EngineResult([.. output], shell.Streams, terminatingError);
    }

    /// <summary>Types a line at the prompt of <see cref="Host"/>: output and errors are shown as a user would see them.</summary>
    public void Type(string line)
    {
        using var shell = PowerShell.Create(Runspace);
        shell.AddScript(line).AddCommand("Out-Default");
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        try
        {
            shell.Invoke(null, new PSInvocationSettings { AddToHistory = true });
        }
        catch (RuntimeException exception)
        {
            using var report = PowerShell.Create(Runspace);
            report.AddCommand("Out-Default").Invoke(new[] { exception.ErrorRecord });
        }
    }
}
