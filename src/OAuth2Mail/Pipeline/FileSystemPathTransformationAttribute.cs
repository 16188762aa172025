using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>
/// Converts file objects to their full paths. Windows PowerShell would convert some of them to their names only.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FileSystemPathTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        StructuredValue.Unwrap(inputData) switch
        {
            FileSystemInfo file => file.FullName,
            object?[] several => several.Select(each => Transform(engineIntrinsics, each)).ToArray(),
            _ => inputData,
        };
}
