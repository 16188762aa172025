using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>Takes a record's empty column for a value that was not given, where PowerShell would fail to convert it.</summary>
/// <param name="nothing">What stands for nothing.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BlankIsNothingAttribute(object? nothing = null) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => nothing,
            string text when string.IsNullOrWhiteSpace(text) => nothing,

            // A column of truth values is text, which a switch does not take.
            string text when nothing is bool && bool.TryParse(text.Trim(), out bool truth) => truth,
            _ => inputData,
        };
}
