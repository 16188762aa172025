using System.Collections;
using System.Management.Automation;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Pipeline;

/// <summary>
/// Looks after the engine, which binds a record's properties to parameters and says nothing of those that it cannot convert:
/// the parameter then counts as not given, and what was to be encrypted would be sent in the open. All parameters that bind by
/// property are looked at, by what the engine itself knows of them.
/// </summary>
internal sealed class RecordBinding
{
    // Written by the engine's own commands for this purpose; all other aliases are shorthands for the command line.
    private const string PathAlias = "PSPath";

    private readonly RecordCmdlet _cmdlet;
    private readonly HashSet<string> _commandLine;
    private readonly List<ParameterMetadata> _parameters;
    private readonly Dictionary<string, object?> _defaults;

    /// <summary>Before the first record, when only the command line is bound.</summary>
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

    /// <summary>Makes sure that all of a record's properties have arrived that parameters are named after.</summary>
    /// <exception cref="OAuth2MailException">One has not.</exception>
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
            else if (Bound.ContainsKey(parameter.Name) && !CameByPath(parameter, record))
            {
                Forget(parameter, record);
            }
        }

        if (!takesAnyRecord && !_parameters.Exists(parameter => Bound.ContainsKey(parameter.Name)))
        {
            throw new OAuth2MailException(
                "RecordUnknown",
                FailureKind.InvalidArgument,
                $"What came down the pipeline ({record.BaseObject.GetType().Name}) has nothing that the command takes.",
                $"Pipe objects that have one of these as a property: {string.Join(", ", _parameters.Select(parameter => parameter.Name))}.");
        }
    }

    /// <summary>After a record: the engine goes on to call bound what only this one had.</summary>
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
                $"The record has a property {parameter.Name} beside others that it does not go with. Nothing was done for it.",
                $"Select the properties that are meant (Select-Object -ExcludeProperty {parameter.Name}), or name them on the command line.");
        }
    }

    private bool Belongs(ParameterMetadata parameter) =>
        parameter.ParameterSets.ContainsKey(_cmdlet.ParameterSetName)
        || parameter.ParameterSets.ContainsKey(ParameterAttribute.AllParameterSets);

    // Whoever says on the command line what kind of call it is has said what else the record's properties are: something else.
    private bool IsSetChosen => _commandLine.Any(name =>
        _cmdlet.MyInvocation.MyCommand.Parameters.TryGetValue(name, out ParameterMetadata? parameter)
        && !parameter.ParameterSets.ContainsKey(ParameterAttribute.AllParameterSets)
        && parameter.ParameterSets.ContainsKey(_cmdlet.ParameterSetName));

    // An alias is bound like a name; other objects have a property of that name for something else.
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
                $"-{parameter.Name} is missing; a record's {alias} is not taken for it.",
                $"Name the property {parameter.Name}, or say -{parameter.Name} {{ $_.{alias} }}.");
        }
    }

    private static bool CameByPath(ParameterMetadata parameter, PSObject record) =>
        parameter.Aliases.Contains(PathAlias, StringComparer.OrdinalIgnoreCase) && record.Properties[PathAlias] is not null;

    // The keys of a table are no properties to the engine, but to whoever piped it.
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
        string words = plain is string text ? $"'{ServerWords.SingleLine(text)}'" : $"of a kind ({plain?.GetType().Name})";
        return new OAuth2MailException(
            "RecordInvalid",
            FailureKind.InvalidData,
            $"The record's {parameter.Name} is {words} that -{parameter.Name} does not take. Nothing was done for this record.",
            $"Give a {parameter.ParameterType.Name}, by a script block for example: -{parameter.Name} {{ $_.{parameter.Name}… }}.");
    }

    private static OAuth2MailException IsHashtable(ParameterMetadata parameter) => new(
        "RecordInvalid",
        FailureKind.InvalidData,
        $"The record is a hashtable, whose {parameter.Name} is not a property. Nothing was done for it.",
        "Pipe an object, [pscustomobject] @{ … }; or splat the hashtable: @table.");
}
