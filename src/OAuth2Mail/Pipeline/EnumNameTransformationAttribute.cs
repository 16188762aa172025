using System.Globalization;
using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>
/// Takes a value of an enumeration, as the engine would, for its name. A parameter that is of the enumeration's type itself
/// completes all of its values, whatever its completer says.
/// </summary>
/// <param name="type">The enumeration.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EnumNameTransformationAttribute(Type type) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return LanguagePrimitives.ConvertTo(inputData, type, CultureInfo.InvariantCulture).ToString();
        }
        catch (PSInvalidCastException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
