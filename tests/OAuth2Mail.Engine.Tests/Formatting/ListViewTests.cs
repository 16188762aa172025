using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Xml.Linq;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.EngineHosting.Hosts;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Formatting;

/// <summary>
/// What Format-List shows. That command belongs to the Utility module, so the format file is loaded without its tables, and
/// the engine takes the list by itself.
/// </summary>
public sealed class ListViewTests
{
    [Fact]
    public void A_profile_shows_what_there_is_and_leaves_out_what_its_mode_has_not()
    {
        string screen = Show("""
            [pscustomobject]@{ PSTypeName = 'OAuth2Mail.MailProfile'; Name = 'news'; Vault = 'V'; Mode = 'Gmail'; UserName = 'a@b.test'
                From = 'a@b.test'; SmtpServer = 'smtp.b.test'; Port = 587; Security = 'StartTls'; CertificateRevocation = 'BestEffort'
                ServerCertificateThumbprint = $null; Proxy = $null; GrantType = 'AuthorizationCode'; ClientId = 'client'
                ManagedIdentity = $false; TenantId = $null; Scopes = @('one', 'two'); Authorized = $true; AuthorizedAs = $null
                TokenExpiresOn = $null; SecretExpiresOn = $null; RefreshTokenExpiresOn = [DateTimeOffset]'2031-05-06' }
            """);

        Assert.Matches(@"SmtpServer +: smtp\.b\.test:587, StartTls", screen);
        Assert.Matches(@"Scopes +: one two", screen);
        Assert.Matches(@"RefreshTokenExpiresOn +: .*2031", screen);
        Assert.DoesNotContain("TenantId", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("ManagedIdentity", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("SecretExpiresOn", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_shows_its_state()
    {
        string screen = Show(
            "[pscustomobject]@{ PSTypeName = 'OAuth2Mail.TokenStatus'; Name = 'news'; Vault = 'V'; UserName = 'a@b.test'; State = 'Valid'; "
            + "ExpiresOn = $null; Scopes = @('one', 'two'); Source = 'Vault' }");

        Assert.Matches(@"State +: Valid", screen);
        Assert.Matches(@"Scopes +: one two", screen);
        Assert.DoesNotContain("ExpiresOn", screen, StringComparison.Ordinal);
    }

    private static string Show(string script)
    {
        XDocument views = XDocument.Load(Path.Combine(Path.GetDirectoryName(Checkout.ModuleManifest)!, "module", "OAuth2Mail.Format.ps1xml"));
        views.Descendants("TableControl").Select(table => table.Parent!).ToList().ForEach(view => view.Remove());
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ps1xml");
        views.Save(file);
        try
        {
            InitialSessionState state = InitialSessionState.CreateDefault2();
            state.Formats.Add(new SessionStateFormatEntry(file));
            var host = new RecordingHost();
            using Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
            runspace.Open();
            using var shell = PowerShell.Create(runspace);
            shell.AddScript(script).AddCommand("Out-Default").Invoke();
            return host.Screen;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
