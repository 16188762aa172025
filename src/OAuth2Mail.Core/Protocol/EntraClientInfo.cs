using System.Buffers.Text;

namespace OAuth2Mail.Protocol;

/// <summary>The <c>client_info</c> of Microsoft Entra: which account of which tenant a token is for.</summary>
internal static class EntraClientInfo
{
    /// <summary>Whether it is base64url of a JSON object that names both, so that MSAL can read it.</summary>
    public static bool IsReadable(string? clientInfo)
    {
        try
        {
            return clientInfo is not null
                && JsonMembers.ObjectIn(Base64Url.DecodeFromChars(clientInfo.AsSpan())) is { } json
                && json.StringOf("uid") is { Length: > 0 }
                && json.StringOf("utid") is { Length: > 0 };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
