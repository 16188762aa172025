using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Net;
using System.Security;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>A secret's form in its file. SecureString is kept as text: its encryption belongs to one user on one machine.</summary>
internal sealed record StoredSecret(string Name, SecretType Type, object Value, Hashtable Metadata)
{
    public static StoredSecret From(string name, object secret, Hashtable? metadata)
    {
        (SecretType Type, object Value) stored = secret switch
        {
            SecureString secure => (SecretType.SecureString, Reveal(secure)),
            PSCredential credential => (SecretType.PSCredential,
                new Hashtable { ["UserName"] = credential.UserName, ["Password"] = Reveal(credential.Password) }),
            string text => (SecretType.String, text),
            byte[] bytes => (SecretType.ByteArray, bytes),
            Hashtable table => (SecretType.Hashtable, table),
            _ => throw new PSInvalidOperationException($"A vault cannot hold a {secret.GetType()}."),
        };
        return new(name, stored.Type, stored.Value, metadata ?? []);
    }

    public static StoredSecret From(Hashtable stored) =>
        new((string)stored["Name"]!, Enum.Parse<SecretType>((string)stored["Type"]!), stored["Value"]!, (Hashtable)stored["Metadata"]!);

    public Hashtable ToHashtable() =>
        new() { ["Name"] = Name, ["Type"] = Type.ToString(), ["Value"] = Value, ["Metadata"] = Metadata };

    public object Open() => Type switch
    {
        SecretType.SecureString => Conceal((string)Value),
        SecretType.PSCredential when Value is Hashtable stored =>
            new PSCredential((string)stored["UserName"]!, Conceal((string)stored["Password"]!)),
        _ => Value,
    };

    public SecretInformation Describe(string vaultName) =>
        new(Name, Type, vaultName, new ReadOnlyDictionary<string, object>(
            Metadata.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => entry.Value!)));

    public static string Reveal(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;

    public static SecureString Conceal(string text) => new NetworkCredential(string.Empty, text).SecurePassword;
}
