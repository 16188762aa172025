using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using OAuth2Mail.Engine.Tests.Processes;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Vaults;

/// <summary>
/// What SecretStore 1.0.6 does between processes. All of it was seen on the real one; what a suite can show of it is in
/// tests/Pester/SecretManagement.Tests.ps1, which runs on the real one as well.
/// </summary>
public sealed class SecretStoreStandInTests : IDisposable
{
    private const string NoPassword =
        "The local store is not configured to use a password. First change the store configuration to require a password.";

    private readonly EngineSession _session = new();
    private readonly string _vault = $"vault-{Guid.NewGuid():N}";

    public SecretStoreStandInTests() => Do("""
        Import-Module Microsoft.PowerShell.SecretStore
        Register-SecretVault -Name $vault -ModuleName Microsoft.PowerShell.SecretStore
        Set-Secret one -Secret old -Vault $vault
        """);

    private static string StoreFile => Path.Combine(StandIns.VaultDirectory, "stores", "microsoft.powershell.secretstore", "storefile");

    public void Dispose()
    {
        Do("""
            Reset-SecretStore -Authentication None -Interaction None -Force -WarningAction Ignore
            Unregister-SecretVault "$vault*"
            """);
        _session.Dispose();
    }

    [Fact]
    public async Task What_another_process_wrote_is_seen_five_seconds_later()
    {
        using WorkerProcess other = await StartAsync();
        Assert.Equal("old", await ReadAsync(other));

        var watch = Stopwatch.StartNew();
        Write("new");
        Assert.Equal("old", await ReadAsync(other));
        while (await ReadAsync(other) != "new")
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "It was never seen.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(4.5), $"It was seen after {watch.Elapsed}.");
    }

    [Fact]
    public async Task What_fell_together_with_a_write_of_its_own_a_process_never_sees_and_undoes()
    {
        using WorkerProcess other = await StartAsync();
        await other.RunAsync($"Set-Secret two -Secret mine -Vault {_vault}");
        Write("new");

        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);

        Assert.Equal("old", await ReadAsync(other));
        await other.RunAsync($"Set-Secret two -Secret again -Vault {_vault}");
        Assert.Equal("new", Read());
        ReadFileAgain();
        Assert.Equal("old", Read());
    }

    [Theory]
    [InlineData("Unlock-SecretStore $password -ErrorAction Ignore",
        "InvalidOperation,Microsoft.PowerShell.SecretStore.UnlockSecretStoreCommand", NoPassword)]
    [InlineData("Unlock-SecretVault $vault $password",
        "SecretStoreUnlockFailed,Microsoft.PowerShell.SecretManagement.UnlockSecretVaultCommand",
        "* Vault Unlock operation failed with error: " + NoPassword)]
    [InlineData("$Error.Clear(); Unlock-SecretVault $vault $password -ErrorAction Ignore; if ($Error) { throw $Error[0] }", null, null)]
    public async Task Unlocking_a_store_without_a_password_fails_and_makes_it_read_the_file_again(string script, string? id, string? message)
    {
        using WorkerProcess other = await StartAsync();

        // The end of the test before has written the configuration: where the news of it is late, the file is read for that reason.
        await EventuallyAsync(async () =>
        {
            Write("old");
            await other.RunAsync($"Set-Secret one -Secret new -Vault {_vault}");
            return Read() == "old";
        });

        EngineResult result = _session.Run("$password = ConvertTo-SecureString any -AsPlainText -Force; " + script);

        Assert.Equal("new", Read());
        ErrorRecord? error = result.TerminatingError ?? result.Errors.SingleOrDefault();
        Assert.Equal(id, error?.FullyQualifiedErrorId);
        Assert.True(message is null || new WildcardPattern(message).IsMatch(error!.Exception.Message));
    }

    [Fact]
    public async Task A_write_of_the_configuration_makes_every_process_read_the_file_again_at_once()
    {
        using WorkerProcess other = await StartAsync();
        await other.RunAsync($"Set-Secret two -Secret mine -Vault {_vault}");
        Write("new");
        Assert.Equal("old", await ReadAsync(other));

        Do("Set-SecretStoreConfiguration -PasswordTimeout 60 -Confirm:$false");

        await EventuallyAsync(async () => await ReadAsync(other) == "new");
        Assert.Equal("CurrentUser None 60 None",
            Assert.Single(await other.RunAsync("$c = Get-SecretStoreConfiguration; \"$($c.Scope) $($c.Authentication) $($c.PasswordTimeout) $($c.Interaction)\"")));
    }

    [Fact]
    public async Task A_wrong_password_locks_an_open_store_and_the_right_one_reads_it_again()
    {
        Do("Set-SecretStoreConfiguration -Authentication Password -Password (ConvertTo-SecureString right -AsPlainText -Force) -Confirm:$false");
        using WorkerProcess other = await WorkerProcess.StartAsync();

        // Writing the configuration has dropped the password, too.
        await EventuallyAsync(() => Task.FromResult(IsLocked()));
        Assert.Contains("PasswordRequiredException", (await other.RunAsync("Get-SecretStoreConfiguration"))[0], StringComparison.Ordinal);
        Unlock("right").ThrowOnErrors();
        Assert.Equal("old", Read());

        await other.RunAsync("Unlock-SecretStore (ConvertTo-SecureString right -AsPlainText -Force)");
        await other.RunAsync($"Set-Secret one -Secret new -Vault {_vault}");
        Assert.Equal("old", Read());
        Unlock("right").ThrowOnErrors();
        Assert.Equal("new", Read());

        Assert.StartsWith("Store file integrity check failed.", Assert.Single(Unlock("wrong").Errors).Exception.Message, StringComparison.Ordinal);
        Assert.True(IsLocked());
    }

    [Fact]
    public void What_could_not_be_written_is_remembered()
    {
        EngineResult added;
        EngineResult replaced;
        var watch = Stopwatch.StartNew();
        using (new FileStream(StoreFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            added = _session.Run("Set-Secret two -Secret new -Vault $vault");
            Assert.True(watch.Elapsed > TimeSpan.FromMilliseconds(750), $"It was given up after {watch.Elapsed}.");
            replaced = _session.Run("Set-Secret one -Secret new -Vault $vault");
        }

        Assert.All([added, replaced], result => Assert.Equal(
            "SecretStoreSetSecretFailed,Microsoft.PowerShell.SecretManagement.SetSecretCommand", Assert.Single(result.Errors).FullyQualifiedErrorId));
        Assert.Contains("Unable to write to local store file with error: ", added.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Unable to replace existing store item, error: ", replaced.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal("new", Read("two"));
        Assert.Null(Read());
        ReadFileAgain();
        Assert.Null(Read("two"));
        Assert.Equal("old", Read());
    }

    [Fact]
    public async Task A_secret_that_is_being_replaced_is_missing_from_the_file_in_between()
    {
        using WorkerProcess other = await StartAsync();
        other.Begin($"while ($true) {{ Set-Secret one -Secret new -Vault {_vault} }}");

        await EventuallyAsync(() =>
        {
            ReadFileAgain();
            return Task.FromResult(Read() is null);
        });
    }

    [Fact]
    public void A_torn_file_is_an_error_besides_not_found()
    {
        File.WriteAllBytes(StoreFile, File.ReadAllBytes(StoreFile)[..^1]);
        ReadFileAgain();

        EngineResult result = _session.Run("Get-Secret one -Vault $vault");

        Assert.Equal(
            ["PSInvalidOperationException,Microsoft.PowerShell.SecretManagement.GetSecretCommand", "GetSecretNotFound,Microsoft.PowerShell.SecretManagement.GetSecretCommand"],
            result.Errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Contains("Store file integrity check failed.", result.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_vaults_are_one_store_and_others_are_not()
    {
        EngineResult result = Do("""
            Register-SecretVault -Name "$vault-a" -ModuleName Microsoft.PowerShell.SecretStore
            Register-SecretVault -Name "$vault-own" -ModuleName Own.Vault
            Set-Secret $vault -Secret x -Vault "$vault-a"
            Get-SecretInfo $vault | ForEach-Object VaultName
            """);

        Assert.Equal([_vault, $"{_vault}-a"], result.All<string>().Order());
    }

    [Fact]
    public void Its_vaults_misbehave_on_demand_too()
    {
        Do("Register-SecretVault -Name $vault -ModuleName Microsoft.PowerShell.SecretStore -AllowClobber -VaultParameters @{ FailSet = 1; NamePattern = '^o' }");

        EngineResult result = _session.Run("Set-Secret one -Secret first -Vault $vault; Set-Secret one -Secret second -Vault $vault; Set-Secret two -Secret x -Vault $vault");

        Assert.Equal(["SetSecretInvalidOperation", "SetSecretInvalidOperation"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal("second", Read());
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "What was waited for did not happen.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Another process, which has the store open.</summary>
    private async Task<WorkerProcess> StartAsync()
    {
        WorkerProcess other = await WorkerProcess.StartAsync();
        await ReadAsync(other);
        return other;
    }

    private async Task<string> ReadAsync(WorkerProcess other) =>
        Assert.Single(await other.RunAsync($"Get-Secret one -Vault {_vault} -AsPlainText"));

    private string? Read(string name = "one") =>
        _session.Run("Get-Secret $name -Vault $vault -AsPlainText", new Hashtable { ["name"] = name }).Output.SingleOrDefault()?.BaseObject as string;

    private void Write(string secret) => Do($"Set-Secret one -Secret {secret} -Vault $vault");

    /// <summary>As a process does that starts now.</summary>
    private void ReadFileAgain() =>
        Do("Unlock-SecretVault $vault (ConvertTo-SecureString any -AsPlainText -Force) -ErrorAction Ignore");

    private EngineResult Unlock(string password) =>
        _session.Run($"Unlock-SecretStore (ConvertTo-SecureString {password} -AsPlainText -Force)");

    private bool IsLocked() =>
        _session.Run("Get-Secret one -Vault $vault").Errors is [{ Exception: { } locked }] && locked.GetType().Name == "PasswordRequiredException";

    private EngineResult Do(string script) => _session.Run(script, new Hashtable { ["vault"] = _vault }).ThrowOnErrors();
}
