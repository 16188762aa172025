using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Diagnostics;
using OAuth2Mail.Tests.Profiles;
using OAuth2Mail.Vaults;
using Xunit;

namespace OAuth2Mail.Tests.Vaults;

public sealed class ProfileRepositoryTests
{
    private static readonly ProfileName s_name = ProfileName.Parse("reports");

    // Vault names of their own: locks are files that all tests share.
    private readonly string _first = $"first-{Guid.NewGuid():N}";
    private readonly string _second = $"second-{Guid.NewGuid():N}";
    private readonly string _third = $"third-{Guid.NewGuid():N}";

    [Fact]
    public async Task Without_a_vault_the_error_tells_how_to_get_one()
    {
        var failure = await Assert.ThrowsAsync<OAuth2MailException>(
            () => Open(new InMemoryProfileStore()).FindAsync(s_name, null, default));

        Assert.Equal("VaultMissing", failure.ErrorId);
        Assert.Contains("Install-PSResource", failure.Advice, StringComparison.Ordinal);
        Assert.Contains("Register-SecretVault", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_profile_goes_to_the_vault_named_else_to_the_default_one_else_to_the_only_one()
    {
        var two = Open(new InMemoryProfileStore(new(_first, false), new(_second, true)));
        var one = Open(new InMemoryProfileStore(new VaultDescription(_first, false)));

        Assert.Equal(_first, await two.ChooseVaultAsync(_first.ToUpperInvariant(), default));
        Assert.Equal(_second, await two.ChooseVaultAsync(null, default));
        Assert.Equal(_first, await one.ChooseVaultAsync(null, default));
    }

    [Fact]
    public async Task New_profile_has_no_place_in_an_unknown_vault_or_among_several_without_default()
    {
        var repository = Open(new InMemoryProfileStore(new(_first, false), new(_second, false)));

        var unknown = await Assert.ThrowsAsync<OAuth2MailException>(() => repository.ChooseVaultAsync("nowhere", default));
        var undecided = await Assert.ThrowsAsync<OAuth2MailException>(() => repository.ChooseVaultAsync(null, default));

        Assert.Equal("VaultNotFound", unknown.ErrorId);
        Assert.Contains(_second, unknown.Advice, StringComparison.Ordinal);
        Assert.Equal("VaultDefaultMissing", undecided.ErrorId);
    }

    [Fact]
    public async Task Default_vault_comes_before_the_others()
    {
        var store = new InMemoryProfileStore(new(_first, true), new(_second, false));
        Put(store, _first, "default@contoso.test");
        Put(store, _second, "other@contoso.test");

        var (location, profile) = await Open(store).FindAsync(s_name, null, default);

        Assert.Equal(_first, location.Vault);
        Assert.Equal("default@contoso.test", profile.UserName);
        Assert.Equal("other@contoso.test", (await Open(store).FindAsync(s_name, _second, default)).Profile.UserName);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Profile_in_exactly_one_other_vault_is_found_there(bool hasDefault)
    {
        var store = new InMemoryProfileStore(new(_first, hasDefault), new(_second, false), new(_third, false));
        Put(store, _third);

        Assert.Equal(_third, (await Open(store).FindAsync(s_name, null, default)).Location.Vault);
    }

    [Fact]
    public async Task Only_vault_serves_without_being_the_default_one()
    {
        var store = new InMemoryProfileStore(new VaultDescription(_first, false));
        Put(store, _first);

        Assert.Equal(_first, (await Open(store).FindAsync(ProfileName.Parse("REPORTS"), null, default)).Location.Vault);
    }

    [Fact]
    public async Task Profile_in_several_other_vaults_is_ambiguous()
    {
        var store = new InMemoryProfileStore(new(_first, true), new(_second, false), new(_third, false));
        Put(store, _second);
        Put(store, _third);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => Open(store).FindAsync(s_name, null, default));

        Assert.Equal("ProfileAmbiguous", failure.ErrorId);
        Assert.Contains(_second, failure.Message, StringComparison.Ordinal);
        Assert.Contains(_third, failure.Message, StringComparison.Ordinal);
        Assert.Contains("-Vault", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_vault_out_of_reach_matters_only_where_the_profile_is_nowhere_else()
    {
        var store = new InMemoryProfileStore(new(_first, true), new(_second, false), new(_third, false))
        {
            OnRead = vault => vault == _second ? InMemoryProfileStore.Locked : null,
        };

        var nowhere = await Assert.ThrowsAsync<OAuth2MailException>(() => Open(store).FindAsync(s_name, null, default));
        Put(store, _third);
        var found = await Open(store).FindAsync(s_name, null, default);

        Assert.Equal("VaultLocked", nowhere.ErrorId);
        Assert.Equal(_third, found.Location.Vault);
    }

    [Fact]
    public async Task Locked_default_vault_is_an_error_and_not_passed_over()
    {
        var store = new InMemoryProfileStore(new(_first, true), new(_second, false))
        {
            OnRead = vault => vault == _first ? InMemoryProfileStore.Locked : null,
        };
        Put(store, _second);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => Open(store).FindAsync(s_name, null, default));

        Assert.Equal("VaultLocked", failure.ErrorId);
    }

    [Fact]
    public async Task Profile_that_is_nowhere_is_not_found()
    {
        var repository = Open(new InMemoryProfileStore(new(_first, true), new(_second, false)));

        var anywhere = await Assert.ThrowsAsync<OAuth2MailException>(() => repository.FindAsync(s_name, null, default));
        var there = await Assert.ThrowsAsync<OAuth2MailException>(() => repository.FindAsync(s_name, _second, default));

        Assert.All([anywhere, there], static failure =>
        {
            Assert.Equal("ProfileNotFound", failure.ErrorId);
            Assert.Equal(FailureKind.NotFound, failure.Kind);
        });
        Assert.Contains(_second, there.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_shows_only_profiles_and_goes_on_after_a_vault_that_fails()
    {
        var store = new InMemoryProfileStore(new(_first, true), new(_second, false), new(_third, false))
        {
            OnList = vault => vault == _second ? InMemoryProfileStore.Locked : null,
        };
        Put(store, _first);
        Put(store, _third);
        store[_first, "oauth2mail-not a profile"] = "x";
        store[_first, "database-password"] = "x";
        var failures = new List<OAuth2MailException>();

        var all = await Open(store).ListAsync(null, (_, failure) => failures.Add(failure), default);
        var one = await Open(store).ListAsync(_third, (_, failure) => failures.Add(failure), default);

        Assert.Equal([_first, _third], all.Select(static l => l.Vault));
        Assert.Equal("VaultLocked", Assert.Single(failures).ErrorId);
        Assert.Equal(_third, Assert.Single(one).Vault);
    }

    [Fact]
    public async Task Update_changes_the_latest_version_and_not_the_one_read_before()
    {
        var store = new InMemoryProfileStore(new VaultDescription(_first, true));
        Put(store, _first);
        var repository = Open(store);
        var location = new ProfileLocation(s_name, _first);
        Task<StoredProfile> update;
        using (await repository.LockAsync(location, default))
        {
            update = repository.UpdateAsync(location, static p => p with { From = "new@contoso.test" }, default);
            await Task.Delay(60);
            Assert.False(update.IsCompleted);
            Put(store, _first, "meanwhile@contoso.test");
        }

        var updated = await update;

        Assert.Equal("meanwhile@contoso.test", updated.UserName);
        Assert.Equal("new@contoso.test", updated.From);
        Assert.Equivalent(updated, await repository.LoadAsync(location, default));
    }

    [Fact]
    public async Task Removed_profile_is_gone()
    {
        var store = new InMemoryProfileStore(new VaultDescription(_first, true));
        Put(store, _first);
        var repository = Open(store);
        var location = new ProfileLocation(s_name, _first);

        await repository.RemoveAsync(location, before: null, default);

        Assert.Null(await repository.TryLoadAsync(location, default));
        await Assert.ThrowsAsync<OAuth2MailException>(() => repository.UpdateAsync(location, static p => p, default));
        Assert.Null(store[_first, s_name.SecretName]);
    }

    private static ProfileRepository Open(InMemoryProfileStore store) => 
        new(store, new ProfileCopies(TimeProvider.System), TimeProvider.System, new RecordingSink());

    private static void Put(InMemoryProfileStore store, string vault, string userName = "alex@contoso.test")
        => store[vault, s_name.SecretName] = ProfileSerializer.Serialize(SampleProfile.Full with { UserName = userName });
}
