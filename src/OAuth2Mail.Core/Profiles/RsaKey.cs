using System.Security.Cryptography;

namespace OAuth2Mail.Profiles;

/// <summary>RSA keys that sign with PSS too (PS256 to PS512), on .NET Framework as well.</summary>
/// <remarks>There <c>RSA.Create</c> gives an RSACryptoServiceProvider, which knows PKCS #1 v1.5 alone; RSACng knows both.</remarks>
internal static class RsaKey
{
    /// <summary>Creates a key from its parameters.</summary>
    public static RSA Create(RSAParameters parameters)
    {
#if NET
        return RSA.Create(parameters);
#else
        var key = new RSACng();
        key.ImportParameters(parameters);
        return key;
#endif
    }

    /// <summary>A certificate's key, converted to the newer kind if it is of the older one and can be exported.</summary>
    public static RSA WithAllPaddings(RSA key)
    {
#if !NET
        if (key is RSACryptoServiceProvider { CspKeyContainerInfo.Exportable: true })
        {
            using (key)
            {
                return Create(key.ExportParameters(includePrivateParameters: true));
            }
        }
#endif
        return key;
    }
}
