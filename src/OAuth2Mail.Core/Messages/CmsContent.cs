using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Cms;

namespace OAuth2Mail.Messages;

/// <summary>What a CMS structure is made of, read from a stream.</summary>
internal sealed class CmsContent(Stream content) : CmsTypedData
{
    /// <inheritdoc/>
    public DerObjectIdentifier ContentType => CmsObjectIdentifiers.Data;

    /// <inheritdoc/>
    public void Write(Stream outStream) => content.CopyTo(outStream);
}
