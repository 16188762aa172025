using System.Collections;
using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>Joins several strings, such as those from Get-Content, as the lines of one text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LinesTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        StructuredValue.Unwrap(inputData) is IEnumerable lines and not string && !StructuredValue.IsNested(inputData)
            ? string.Join("\n", lines.Cast<object?>().Select(line => LanguagePrimitives.ConvertTo<string>(line)))
            : inputData;
}
