using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>Treats a record's empty column as a value that was not given; PowerShell would fail to convert it.</summary>
/// <param name="nothing">The value that stands for nothing.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BlankIsNothingAttribute(object? nothing = null) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        StructuredValue.Unwrap(inputData) switch
        {
            null => nothing,
            string text when string.IsNullOrWhiteSpace(text) => nothing,

            // A column of Boolean values is text, which a switch does not accept.
            string text when nothing is bool && ParseTruth(text.Trim()) is bool truth => truth,
            _ => inputData,
        };

    private static bool? ParseTruth(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => null,
    };
}
