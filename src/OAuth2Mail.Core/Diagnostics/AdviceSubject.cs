using System.Text.RegularExpressions;

namespace OAuth2Mail.Diagnostics;

/// <summary>Whom advice is for: what its text names in braces is filled in with these.</summary>
internal sealed record AdviceSubject
{
    private static readonly Regex s_name =
        new(@"\{(\w+)\}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>For a failure that has nothing to do with a profile.</summary>
    public static AdviceSubject Nobody { get; } = new();

    public string Profile { get; init; } = "<profile>";

    public string Mailbox { get; init; } = "<mailbox>";

    public string ClientId { get; init; } = "<client id>";

    public string Server { get; init; } = "the server";

    public string Vault { get; init; } = "<vault>";

    /// <summary>The grant as the profile has it, such as <c>AuthorizationCode</c>.</summary>
    public string Grant { get; init; } = "";

    /// <summary>The scope that a token for the profile needs.</summary>
    public string Scope { get; init; } = "<scope>";

    /// <summary>The API permission behind the scope, as a portal names it.</summary>
    public string Permission { get; init; } = "<permission>";

    /// <summary>What replaces the credential by which the client proves its identity.</summary>
    public string Credential { get; init; } = "";

    /// <summary>Whose mail service the profile uses; null if it is not known.</summary>
    public MailService? Service { get; init; }

    /// <summary>Fills in a text.</summary>
    public string Fill(string text) => s_name.Replace(text, match => match.Groups[1].Value switch
    {
        "profile" => Profile,
        "mailbox" => Mailbox,
        "clientId" => ClientId,
        "server" => Server,
        "vault" => Vault,
        "grant" => Grant,
        "scope" => Scope,
        "permission" => Permission,
        "credential" => Credential,
        _ => match.Value,
    });
}
