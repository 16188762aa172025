using System.Collections;
using System.Management.Automation;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Pipeline;

/// <summary>
/// Checks how PowerShell bound a record's properties to parameters, because it silently skips values that it cannot convert:
/// the parameter then counts as not given, and a message that was meant to be encrypted would be sent unencrypted. All
/// parameters that bind by property are checked, by PowerShell's own metadata.
/// </summary>
internal sealed class RecordBinding
{
    // Written by the engine's own commands for this purpose; all other aliases are shorthands for the command line.
    private const string PathAlias = "PSPath";

    private readonly RecordCmdlet _cmdlet;
    private readonly HashSet<string> _commandLine;
    private readonly List<ParameterMetadata> _parameters;
    private readonly Dictionary<string, object?> _defaults;

    /// <summary>Called before the first record, when only the command line is bound.</summary>
    public RecordBinding(RecordCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        Dictionary<string, ParameterMetadata> all = cmdlet.MyInvocation.MyCommand.Parameters;
        _commandLine = new HashSet<string>(Bound.Keys, StringComparer.OrdinalIgnoreCase);

        // A script block that runs for each record is bound already, with a value that is not of the parameter's type.
        Given = new HashSet<string>(
            Bound.Where(bound => bound.Value is null
                    || all[bound.Key].ParameterType.IsInstanceOfType(StructuredValue.Unwrap(bound.Value)))
                .Select(bound => bound.Key),
            StringComparer.OrdinalIgnoreCase);
        _parameters =
        [
            .. all.Values.Where(parameter => !_commandLine.Contains(parameter.Name)
                && parameter.ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName)),
        ];
        _defaults = _parameters.ToDictionary(parameter => parameter.Name, parameter => (object?)Property(parameter).GetValue(cmdlet));
    }

    /// <summary>What the command line gives by value.</summary>
    public HashSet<string> Given { get; }

    private Dictionary<string, object> Bound => _cmdlet.MyInvocation.BoundParameters;

    /// <summary>Makes sure that every property of a record that is named like a parameter was bound to it.</summary>
    /// <exception cref="OAuth2MailException">One was not.</exception>
    public void Check(PSObject? record, bool takesAnyRecord)
    {
        if (record is null || _commandLine.Contains(nameof(RecordCmdlet.InputObject)))
        {
            return;
        }

        foreach (ParameterMetadata parameter in _parameters)
        {
            if (TryGet(record, parameter.Name, out object? value))
            {
                Check(parameter, value, isTable: record.BaseObject is IDictionary);
            }
            else if (Bound.ContainsKey(parameter.Name) && !CameByPath(parameter, record) && record.BaseObject is not MailProfile)
            {
                Forget(parameter, record);
            }
        }

        if (!takesAnyRecord && !_parameters.Exists(parameter => Bound.ContainsKey(parameter.Name)))
        {
            throw new OAuth2MailException(
                "RecordUnknown",
                FailureKind.InvalidArgument,
                $"The object from the pipeline ({record.BaseObject.GetType().Name}) has no property that the command uses.",
                $"Pipe objects that have one of these properties: {string.Join(", ", _parameters.Select(parameter => parameter.Name))}.");
        }
    }

    /// <summary>Called after a record: otherwise PowerShell would keep listing what only this record bound.</summary>
    public void Clear()
    {
        foreach (string name in Bound.Keys.Where(name => !_commandLine.Contains(name)).ToArray())
        {
            Bound.Remove(name);
        }
    }

    private void Check(ParameterMetadata parameter, object? value, bool isTable)
    {
        Type type = parameter.ParameterType;
        bool isGarbled = (type == typeof(string) || type == typeof(string[])) && StructuredValue.IsNested(value);
        bool isLost = !Bound.ContainsKey(parameter.Name)
            && (Property(parameter).IsDefined(typeof(MustArriveAttribute), inherit: true) || (!IsBlank(value) && Belongs(parameter)));
        if (isGarbled || isLost)
        {
            throw isTable ? IsHashtable(parameter) : IsInvalid(parameter, value);
        }

        if (!Bound.ContainsKey(parameter.Name) && !IsBlank(value) && !IsSetChosen)
        {
            throw new OAuth2MailException(
                "RecordAmbiguous",
                FailureKind.InvalidArgument,
                $"The record's property {parameter.Name} cannot be combined with its other properties. Nothing was done for this record.",
                $"Select only the properties to use (Select-Object -ExcludeProperty {parameter.Name}), or give them on the command line.");
        }
    }

    private bool Belongs(ParameterMetadata parameter) =>
        parameter.ParameterSets.ContainsKey(_cmdlet.ParameterSetName)
        || parameter.ParameterSets.ContainsKey(ParameterAttribute.AllParameterSets);

    // If the command line has chosen the parameter set, properties that belong to another set are just unrelated data.
    private bool IsSetChosen => _commandLine.Any(name =>
        _cmdlet.MyInvocation.MyCommand.Parameters.TryGetValue(name, out ParameterMetadata? parameter)
        && !parameter.ParameterSets.ContainsKey(ParameterAttribute.AllParameterSets)
        && parameter.ParameterSets.ContainsKey(_cmdlet.ParameterSetName));

    // PowerShell binds aliases, too, but other objects may use a property of that name for something else.
    private void Forget(ParameterMetadata parameter, PSObject record)
    {
        Property(parameter).SetValue(_cmdlet, _defaults[parameter.Name]);
        Bound.Remove(parameter.Name);
        if (parameter.ParameterSets.Values.Any(set => set.IsMandatory))
        {
            string alias = parameter.Aliases.First(name => record.Properties[name] is not null);
            throw new OAuth2MailException(
                "ParameterMissing",
                FailureKind.InvalidArgument,
                $"-{parameter.Name} is missing; a record's {alias} is not used for it.",
                $"Rename the property to {parameter.Name}, or use -{parameter.Name} {{ $_.{alias} }}.");
        }
    }

    private static bool CameByPath(ParameterMetadata parameter, PSObject record) =>
        parameter.Aliases.Contains(PathAlias, StringComparer.OrdinalIgnoreCase) && record.Properties[PathAlias] is not null;

    // The keys of a table are not properties to PowerShell, but they are to the user who piped it.
    private static bool TryGet(PSObject record, string name, out object? value)
    {
        if (record.BaseObject is IDictionary table)
        {
            object? key = table.Keys.Cast<object>().FirstOrDefault(key => name.Equals(key as string, StringComparison.OrdinalIgnoreCase));
            value = key is null ? null : table[key];
            return key is not null;
        }

        PSPropertyInfo? property = record.Properties[name];
        value = property?.Value;
        return property is not null;
    }

    // An empty column stands for nothing.
    private static bool IsBlank(object? value) => StructuredValue.Unwrap(value) switch
    {
        null => true,
        string text => string.IsNullOrWhiteSpace(text),
        _ => false,
    };

    private System.Reflection.PropertyInfo Property(ParameterMetadata parameter) => _cmdlet.GetType().GetProperty(parameter.Name)!;

    private static OAuth2MailException IsInvalid(ParameterMetadata parameter, object? value)
    {
        object? plain = StructuredValue.Unwrap(value);
        string words = plain is string text ? $"'{ServerWords.SingleLine(text)}'" : $"a value of type '{plain?.GetType().Name}'";
        return new OAuth2MailException(
            "RecordInvalid",
            FailureKind.InvalidData,
            $"The record's {parameter.Name} is {words}, which -{parameter.Name} does not accept. Nothing was done for this record.",
            $"Give a {parameter.ParameterType.Name}, for example by a script block: -{parameter.Name} {{ $_.{parameter.Name}… }}.");
    }

    private static OAuth2MailException IsHashtable(ParameterMetadata parameter) => new(
        "RecordInvalid",
        FailureKind.InvalidData,
        $"The record is a hashtable, so its {parameter.Name} is not a property. Nothing was done for this record.",
        "Pipe an object, [pscustomobject] @{ … }; or splat the hashtable: @table.");
}
