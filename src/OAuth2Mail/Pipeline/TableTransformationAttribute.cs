using System.Collections.Specialized;
using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>Converts an object's properties, such as those from ConvertFrom-Json, to a table, and blank text to null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TableTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = StructuredValue.Unwrap(inputData);
        if (value is string text && string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (value is not PSCustomObject)
        {
            return inputData;
        }

        var table = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyInfo property in ((PSObject)inputData!).Properties)
        {
            table[property.Name] = property.Value;
        }

        return table;
    }
}
