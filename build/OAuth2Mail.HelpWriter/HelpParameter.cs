using System.Collections;
using System.Management.Automation;

namespace OAuth2Mail.HelpWriter;

/// <summary>A parameter as help shows it, in one parameter set or in all that have it.</summary>
internal sealed class HelpParameter(CommandParameterInfo parameter, string description, string defaultValue)
{
    private readonly Type _type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;

    public string Name => parameter.Name;

    public string Description => description;

    public string DefaultValue => defaultValue;

    public IEnumerable<string> Aliases => parameter.Aliases;

    public bool IsMandatory => parameter.IsMandatory;

    public bool IsSwitch => _type == typeof(SwitchParameter);

    public bool TakesSeveral => _type.IsArray;

    public bool TakesWildcards => parameter.Attributes.Any(attribute => attribute is SupportsWildcardsAttribute);

    public bool IsHidden => parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow);

    public string Position => parameter.Position < 0 ? "named" : $"{parameter.Position}";

    public string PipelineInput => (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    public string TypeName => _type.Name;

    public IReadOnlyList<string> AcceptedValues =>
        _type.IsEnum ? Enum.GetNames(_type) :
        parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } set ? [.. set.ValidValues] : [];

    /// <summary>The default value of a property.</summary>
    public static string DefaultOf(object cmdlet, string property) => cmdlet.GetType().GetProperty(property)?.GetValue(cmdlet) switch
    {
        null or "" => "None",
        SwitchParameter value => $"{value.IsPresent}",
        string value => value,
        IEnumerable values => string.Join(", ", values.Cast<object>()) is { Length: > 0 } list ? list : "None",
        IFormattable value => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        var value => value.ToString()!,
    };
}
