using System.Collections;
using System.Management.Automation;
using OAuth2Mail.Engine.Tests.Processes;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Vaults;

/// <summary>
/// What the real SecretManagement does, and a suite cannot show without a vault that fails on demand. What a suite can
/// show is in tests/Pester/SecretManagement.Tests.ps1, which runs on the real one as well.
/// </summary>
public sealed class SecretManagementStandInTests : IDisposable
{
    private readonly EngineSession _session = new();
    private readonly string _vault = $"vault-{Guid.NewGuid():N}";

    public void Dispose()
    {
        _session.Run("Unregister-SecretVault $vault", new Hashtable { ["vault"] = _vault });
        _session.Dispose();
    }

    [Fact]
    public void A_locked_vault_answers_Get_with_an_error_and_throws_from_Set()
    {
        Register("Locked = $true");

        var get = Assert.Single(_session.Run("Get-Secret one -Vault $vault").Errors);
        var list = Assert.Single(_session.Run("Get-SecretInfo -Vault $vault").Errors);
        var set = Assert.Single(_session.Run("try { Set-Secret one -Secret x -Vault $vault } catch { Write-Error -ErrorRecord $_ }").Errors);

        Assert.Equal("GetSecretException,Microsoft.PowerShell.SecretManagement.GetSecretCommand", get.FullyQualifiedErrorId);
        Assert.Equal("PasswordRequiredException", get.Exception.GetType().Name);
        Assert.StartsWith("GetSecretInfoException,", list.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Microsoft.PowerShell.SecretManagement.PasswordRequiredException", set.Exception.GetBaseException().GetType().FullName);
    }

    [Fact]
    public void Unlocking_lasts_until_the_vault_is_registered_anew()
    {
        Register("Locked = $true; Password = 'open sesame'");

        Assert.StartsWith("SecretStoreUnlockFailed", Assert.Single(Unlock("wrong").Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Unlock("open sesame").ThrowOnErrors();
        _session.Run("Set-Secret one -Secret x -Vault $vault").ThrowOnErrors();
        Register("Locked = $true");
        Assert.Single(_session.Run("Get-Secret one -Vault $vault").Errors);

        EngineResult Unlock(string password) =>
            _session.Run("Unlock-SecretVault $vault (ConvertTo-SecureString $password -AsPlainText -Force)", new Hashtable { ["password"] = password });
    }

    [Fact]
    public void Set_fails_as_often_as_it_was_told_to()
    {
        Register("FailSet = 2");

        var result = _session.Run("1..3 | ForEach-Object { Set-Secret one -Secret \"value $_\" -Vault $vault }; Get-Secret one -Vault $vault -AsPlainText");

        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error =>
        {
            Assert.Equal("SetSecretInvalidOperation,Microsoft.PowerShell.SecretManagement.SetSecretCommand", error.FullyQualifiedErrorId);
            Assert.Equal(ErrorCategory.InvalidOperation, error.CategoryInfo.Category);
        });
        Assert.Equal("value 3", Assert.Single(result.Output)!.BaseObject);
    }

    [Theory]
    [InlineData("MaximumSize = 10", "fits", "0123456789", true)]
    [InlineData("MaximumSize = 10", "too-large", "0123456789A", false)]
    [InlineData("NamePattern = '^[0-9a-zA-Z-]+$'", "good-name", "x", true)]
    [InlineData("NamePattern = '^[0-9a-zA-Z-]+$'", "bad_name", "x", false)]
    public void A_vault_has_limits(string parameters, string name, string secret, bool isTaken)
    {
        Register(parameters);

        var result = _session.Run("Set-Secret $name -Secret (ConvertTo-SecureString $secret -AsPlainText -Force) -Vault $vault",
            new Hashtable { ["name"] = name, ["secret"] = secret });

        Assert.Equal(isTaken ? [] : ["SetSecretInvalidOperation,Microsoft.PowerShell.SecretManagement.SetSecretCommand"],
            result.Errors.Select(error => error.FullyQualifiedErrorId));
    }

    [Fact]
    public async Task A_call_that_comes_in_while_another_is_inside_fails_and_says_not_found_too()
    {
        Register("DelayMilliseconds = 1000");
        _session.Run("Set-Secret one -Secret x -Vault $vault").ThrowOnErrors();
        using var other = new EngineSession();
        other.Run("Import-Module Microsoft.PowerShell.SecretManagement").ThrowOnErrors();
        var vault = new Hashtable { ["vault"] = _vault };

        var first = Task.Run(() => _session.Run("Get-Secret one -Vault $vault -AsPlainText"), TestContext.Current.CancellationToken);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var second = other.Run("Get-Secret one -Vault $vault", vault);

        Assert.Equal("x", (await first).One<string>());
        Assert.Equal(
            ["GetSecretInvalidOperation,Microsoft.PowerShell.SecretManagement.GetSecretCommand", "GetSecretNotFound,Microsoft.PowerShell.SecretManagement.GetSecretCommand"],
            second.Errors.Select(error => error.FullyQualifiedErrorId));
    }

    [Fact]
    public void Without_any_vault_there_is_a_warning()
    {
        var registered = _session.Run("Get-SecretVault").Output;

        Assert.Empty(registered);
        var result = _session.Run("Get-Secret one");
        Assert.Single(result.Warnings);
        Assert.StartsWith("GetSecretNotFound,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_share_vaults()
    {
        Register("");
        _session.Run("Set-Secret shared -Secret 'from another process' -Vault $vault").ThrowOnErrors();

        (IReadOnlyList<string> output, string errors) = await FreshProcess.RunAsync($"Get-Secret shared -Vault {_vault} -AsPlainText");

        Assert.Equal("", errors);
        Assert.Equal(["from another process"], output);
    }

    [Fact]
    public async Task What_another_process_writes_is_seen_at_once_unless_the_vault_is_of_SecretStore()
    {
        Register("");
        _session.Run("Set-Secret one -Secret old -Vault $vault").ThrowOnErrors();
        using WorkerProcess other = await WorkerProcess.StartAsync();
        Assert.Equal(["old"], await other.RunAsync($"Get-Secret one -Vault {_vault} -AsPlainText; Set-Secret two -Secret mine -Vault {_vault}"));

        _session.Run("Set-Secret one -Secret new -Vault $vault").ThrowOnErrors();

        Assert.Equal(["new"], await other.RunAsync($"Get-Secret one -Vault {_vault} -AsPlainText"));
    }

    private void Register(string parameters) => _session.Run(
        $"Register-SecretVault -Name $vault -ModuleName Own.Vault -AllowClobber -VaultParameters @{{ {parameters} }}",
        new Hashtable { ["vault"] = _vault }).ThrowOnErrors();
}
