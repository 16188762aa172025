using System.Management.Automation;

namespace OAuth2Mail.EngineHosting.BareEngine;

/// <summary>
/// Stand-in for the Utility module's command: <c>-First</c> stops the commands before it the way the real one does.
/// </summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _last = new();
    private int _seen;
    private int _written;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Property { get; set; } = [];

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    protected override void BeginProcessing()
    {
        if (First == 0)
        {
            StopUpstream();
        }
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null || _seen++ < Skip)
        {
            return;
        }

        if (Last > 0)
        {
            _last.Enqueue(InputObject);
            if (_last.Count > Last)
            {
                _last.Dequeue();
            }

            return;
        }

        Write(InputObject);
        if (++_written == First)
        {
            StopUpstream();
        }
    }

    protected override void EndProcessing()
    {
        foreach (var input in _last)
        {
            Write(input);
        }
    }

    private void Write(PSObject input)
    {
        if (ExpandProperty is not null)
        {
            if (input.Properties[ExpandProperty] is not { } expanded)
            {
                WriteError(new ErrorRecord(
                    new PSArgumentException($"Property \"{ExpandProperty}\" cannot be found."),
                    "ExpandPropertyNotFound", ErrorCategory.InvalidArgument, input));
                return;
            }

            WriteObject(expanded.Value, enumerateCollection: true);
        }
        else if (Property.Length > 0)
        {
            var selected = new PSObject();
            foreach (var name in Property.SelectMany(pattern => Matching(input, pattern)))
            {
                selected.Properties.Add(new PSNoteProperty(name, input.Properties[name]?.Value));
            }

            WriteObject(selected);
        }
        else
        {
            WriteObject(input);
        }
    }

    private static IEnumerable<string> Matching(PSObject input, string pattern) =>
        WildcardPattern.ContainsWildcardCharacters(pattern)
            ? input.Properties.Match(pattern).Select(property => property.Name)
            : [pattern];

    private void StopUpstream()
    {
        var type = typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
        throw (Exception)Activator.CreateInstance(type, this)!;
    }
}
