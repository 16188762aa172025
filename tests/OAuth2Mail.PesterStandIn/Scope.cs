using System.Collections;
using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn;

/// <summary>
/// Runs script blocks in the scopes of a suite. They run within a <c>try</c>, as Pester's do, so an error that ends a
/// statement ends the block.
/// </summary>
internal sealed class Scope(SessionState session)
{
    private readonly ScriptBlock _enter = ScriptBlock.Create("$args[0].Invoke()");
    private readonly ScriptBlock _dotSource = ScriptBlock.Create("try { $null = . $args[0] } catch { $args[1].Add($_) }");

    /// <summary>Opens a scope below the current one for as long as the action runs.</summary>
    public void Enter(Action action) => session.InvokeCommand.InvokeScript(useLocalScope: true, _enter, null, action);

    /// <summary>Runs a block in the current scope, so that what it sets stays there.</summary>
    public ErrorRecord? DotSource(ScriptBlock? block)
    {
        if (block is null)
        {
            return null;
        }

        var errors = new List<ErrorRecord>();
        session.InvokeCommand.InvokeScript(useLocalScope: false, _dotSource, null, block, errors);
        return errors is [var error] ? error : null;
    }

    /// <summary>Runs a block in a scope of its own.</summary>
    public ErrorRecord? Invoke(ScriptBlock block)
    {
        ErrorRecord? error = null;
        Enter(() => error = DotSource(block));
        return error;
    }

    /// <summary>Makes a case's data variables of the current scope, and <c>$_</c>.</summary>
    public void Offer(object? data)
    {
        if (data is null)
        {
            return;
        }

        session.PSVariable.Set("_", data);
        foreach (DictionaryEntry entry in data as IDictionary ?? new Hashtable())
        {
            session.PSVariable.Set((string)entry.Key, entry.Value);
        }
    }
}
