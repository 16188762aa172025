using System.Globalization;
using System.Management.Automation;
using System.Text;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Pipeline;

/// <summary>Takes PowerShell's names for encodings, registered names and code page numbers.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return StructuredValue.Unwrap(inputData) switch
            {
                null => null,
                Encoding encoding => Charset.Check(encoding),
                string text when string.IsNullOrWhiteSpace(text) => null,
                string name => Charset.Parse(name),
                int codePage => Charset.Parse(codePage.ToString(CultureInfo.InvariantCulture)),
                _ => inputData,
            };
        }
        catch (OAuth2MailException e)
        {
            throw new ArgumentTransformationMetadataException($"{e.Message} {e.Advice}", e);
        }
    }
}
