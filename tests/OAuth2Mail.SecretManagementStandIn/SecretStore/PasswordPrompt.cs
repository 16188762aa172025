using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using Microsoft.PowerShell.SecretManagement;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>Asks a person for a password.</summary>
internal static class PasswordPrompt
{
    public static SecureString Ask(PSHost host, string message)
    {
        var screen = Show(host, message);
        screen.WriteLine("Enter password:");
        return screen.ReadLineAsSecureString();
    }

    /// <summary>Asks until the same is entered twice.</summary>
    public static SecureString AskForNew(PSHost host, string message)
    {
        while (true)
        {
            var password = Ask(host, message);
            host.UI.WriteLine("Enter password again for verification:");
            if (StoredSecret.Reveal(password) == StoredSecret.Reveal(host.UI.ReadLineAsSecureString()))
            {
                return password;
            }

            host.UI.WriteLine("\nThe two entered passwords do not match.  Please re-enter the passwords.\n");
        }
    }

    private static PSHostUserInterface Show(PSHost host, string message)
    {
        var screen = host.UI ?? throw new PSInvalidOperationException("Cannot prompt for password. No host available.");
        screen.WriteLine(message);
        return screen;
    }
}
