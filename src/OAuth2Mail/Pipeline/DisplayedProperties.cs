using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>
/// What is shown of an object within the table of another type: there the engine makes a list of it, of all its properties
/// unless the object says of which. A type file would say so too, but costs the import as much as an empty module.
/// </summary>
internal static class DisplayedProperties
{
    // As in the tables of OAuth2Mail.Format.ps1xml.
    private static readonly Dictionary<Type, PSMemberSet> s_sets = new()
    {
        [typeof(MailProfile)] = Make(
            nameof(MailProfile.Name), nameof(MailProfile.Mode), nameof(MailProfile.UserName), nameof(MailProfile.Authorized),
            nameof(MailProfile.TokenExpiresOn), nameof(MailProfile.SecretExpiresOn), nameof(MailProfile.SmtpServer),
            nameof(MailProfile.Port), nameof(MailProfile.Vault)),
        [typeof(TokenStatus)] = Make(
            nameof(TokenStatus.Name), nameof(TokenStatus.UserName), nameof(TokenStatus.State), nameof(TokenStatus.ExpiresOn),
            nameof(TokenStatus.Scopes), nameof(TokenStatus.Source)),
        [typeof(SendResult)] = Make(
            nameof(SendResult.Status), nameof(SendResult.To), nameof(SendResult.Subject), nameof(SendResult.Attempts),
            nameof(SendResult.Size), nameof(SendResult.Duration), nameof(SendResult.ServerResponse)),
        [typeof(ProfileCheck)] = Make(
            nameof(ProfileCheck.Name), nameof(ProfileCheck.Check), nameof(ProfileCheck.Status), nameof(ProfileCheck.Duration),
            nameof(ProfileCheck.Detail), nameof(ProfileCheck.Advice)),
    };

    /// <summary>The object as it goes to the pipeline.</summary>
    public static object Of(object value)
    {
        if (!s_sets.TryGetValue(value.GetType(), out PSMemberSet? set))
        {
            return value;
        }

        var shown = new PSObject(value);
        shown.Members.Add(set);
        return shown;
    }

    private static PSMemberSet Make(params string[] properties) =>
        new("PSStandardMembers", [new PSPropertySet("DefaultDisplayPropertySet", properties)]);
}
