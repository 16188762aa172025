using System.Collections;
using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretManagement;

[Cmdlet(VerbsCommon.Get, "Secret", DefaultParameterSetName = NameParameterSet)]
[OutputType(typeof(object))]
public sealed class GetSecretCommand : SecretCmdlet
{
    private const string NameParameterSet = "NameParameterSet";
    private const string InfoParameterSet = "InfoParameterSet";

    private enum Outcome
    {
        Found,
        Missing,
        Failed,
    }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = NameParameterSet)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, ParameterSetName = NameParameterSet)]
    public string? Vault { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InfoParameterSet)]
    public SecretInformation InputObject { get; set; } = null!;

    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    protected override void BeginProcessing() => WarnWithoutVaults();

    protected override void ProcessRecord()
    {
        if (ParameterSetName == InfoParameterSet)
        {
            Name = InputObject.Name;
            Vault = InputObject.VaultName;
        }

        if (!string.IsNullOrEmpty(Vault))
        {
            if (TryWrite(GetVault(Vault)) == Outcome.Missing)
            {
                WriteNotFound();
            }

            return;
        }

        var defaultName = VaultRegistry.DefaultName;
        if (defaultName.Length > 0)
        {
            var vault = GetVault(defaultName);
            if (ListSecrets(vault, Name).Count > 0 && TryWrite(vault) == Outcome.Found)
            {
                return;
            }
        }

        var others = VaultRegistry.All.Where(vault => !vault.Name.Equals(defaultName, StringComparison.OrdinalIgnoreCase));
        if (!others.Any(vault => TryWrite(vault) == Outcome.Found))
        {
            WriteNotFound();
        }
    }

    private Outcome TryWrite(RegisteredVault vault)
    {
        try
        {
            if (ReadSecret(vault, Name) is not { } secret)
            {
                return Outcome.Missing;
            }

            WriteObject(Present(secret.Open()));
            return Outcome.Found;
        }
        catch (PasswordRequiredException locked)
        {
            WriteError(new ErrorRecord(locked, "GetSecretException", ErrorCategory.InvalidOperation, this));
            return Outcome.Failed;
        }
    }

    private object? Present(object? secret) => secret switch
    {
        string text when !AsPlainText => StoredSecret.Conceal(text),
        SecureString secure when AsPlainText => StoredSecret.Reveal(secure),
        Hashtable table => new Hashtable(table.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key, entry => Present(entry.Value))),
        _ => secret,
    };

    private void WriteNotFound() => WriteError(new ErrorRecord(
        new ItemNotFoundException($"The secret {Name} was not found."), "GetSecretNotFound", ErrorCategory.ObjectNotFound, this));
}
