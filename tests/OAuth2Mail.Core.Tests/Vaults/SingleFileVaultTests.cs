using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using OAuth2Mail.Tokens;
using Xunit;

namespace OAuth2Mail.Tests.Vaults;

/// <summary>
/// Processes that share a vault which each of them keeps in its memory, as SecretStore: with a password it cannot be made to
/// read its file again, without one it can.
/// </summary>
public sealed class SingleFileVaultTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private AuthorizationServer Server => fixture.Server;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Processes_that_do_not_see_each_others_writes_never_spend_a_token_twice(bool isRenewable)
    {
        var (one, other) = await SharedAsync(isRenewable);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(TokenSource.Provider, (await one.EnsureAsync(TokenDemand.New)).Source);
            Assert.Equal(TokenSource.Vault, (await other.EnsureAsync()).Source);
            Assert.Equal(TokenSource.Provider, (await other.EnsureAsync(TokenDemand.New)).Source);
        }

        Assert.All(RefreshTokensOf(one), static use => Assert.Equal(1, use.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_profiles_whose_writes_undo_each_other_lose_no_token(bool isRenewable)
    {
        var (one, other) = await SharedAsync(isRenewable);
        var second = new ProfileLocation(ProfileName.Parse("second"), one.Location.Vault);
        await one.Profiles.SaveAsync(
            second, SampleProfile.For(Server).With(await fixture.SignInAsync(), DateTimeOffset.UtcNow) with { Name = "second" }, default);
        other = new CoreInstance(one.Store.OfAnotherProcess());
        await other.LoadAsync();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(TokenSource.Provider, (await one.EnsureAsync(TokenDemand.New)).Source);
            Assert.Equal(TokenSource.Provider, (await other.Tokens.EnsureAsync(second, TokenDemand.New, default)).Source);
        }

        // And each of the two with the other one's.
        Assert.Equal(TokenSource.Provider, (await other.EnsureAsync(TokenDemand.New)).Source);
        Assert.Equal(TokenSource.Provider, (await one.Tokens.EnsureAsync(second, TokenDemand.New, default)).Source);
        Assert.All(RefreshTokensOf(one), static use => Assert.Equal(1, use.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Consent_settings_and_a_pending_authorization_are_there_at_once(bool isRenewable)
    {
        var (one, other) = await SharedAsync(isRenewable);

        await one.Profiles.UpdateAsync(
            one.Location, static p => p with { From = "news@contoso.test", Pending = SampleProfile.Full.Pending }, default);

        Assert.Equal("news@contoso.test", (await other.LoadAsync()).From);
        Assert.Equal(SampleProfile.Full.Pending!.State, (await other.LoadAsync()).Pending!.State);

        var consented = await other.LoadAsync();
        await other.Tokens.StoreConsentAsync(other.Location, consented, consented.Tokens! with { AccessToken = "given" }, default);

        Assert.Equal("given", (await one.LoadAsync()).Tokens!.AccessToken);
        Assert.Null((await one.LoadAsync()).Pending);
    }

    [Fact]
    public async Task Version_that_the_vault_lost_is_written_to_it_with_the_next_use()
    {
        var (one, other) = await SharedAsync(isRenewable: false);
        var (refreshed, _) = await one.EnsureAsync(TokenDemand.New);
        // A write of something else undoes it.
        await other.Store.WriteAsync(other.Location.Vault, "something-else", "x", default);
        Assert.NotEqual(refreshed.Generation, one.Stored.Generation);

        await new CoreInstance(one.Store.OfAnotherProcess()).EnsureAsync();

        Assert.Equal(refreshed.Generation, one.Stored.Generation);
        Assert.Equal(refreshed.Tokens!.RefreshToken, one.Stored.Tokens!.RefreshToken);
    }

    [Fact]
    public async Task Writing_a_profile_does_not_undo_what_others_wrote()
    {
        var (one, other) = await SharedAsync(isRenewable: true);
        await other.Store.WriteAsync(other.Location.Vault, "something-else", "x", default);

        await one.EnsureAsync(TokenDemand.New);

        Assert.Equal("x", one.Store[one.Location.Vault, "something-else"]);
    }

    [Fact]
    public async Task Profile_that_another_process_made_removed_or_made_anew_is_seen_at_once()
    {
        var (one, other) = await SharedAsync(isRenewable: true);

        await one.Profiles.RemoveAsync(one.Location, before: null, default);
        Assert.Null(await other.Profiles.TryLoadAsync(other.Location, default));
        Assert.Empty(await other.Profiles.ListAsync(null, (_, e) => throw e, default));

        await one.SaveAsync(SampleProfile.For(Server) with { From = "made@contoso.test" });
        Assert.Equal("made@contoso.test", (await other.LoadAsync()).From);

        using (await one.Profiles.LockAsync(one.Location, default))
        {
            await one.SaveAsync(SampleProfile.For(Server) with { From = "anew@contoso.test" });
        }

        Assert.Equal("anew@contoso.test", (await other.LoadAsync()).From);
    }

    [Fact]
    public async Task Profile_that_this_process_cannot_be_shown_yet_is_told_with_the_reason()
    {
        var (one, other) = await SharedAsync(isRenewable: false);
        var made = new ProfileLocation(ProfileName.Parse("made"), one.Location.Vault);
        await one.Profiles.SaveAsync(made, SampleProfile.For(Server) with { Name = "made" }, default);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => other.Profiles.LoadAsync(made, default));

        Assert.Equal("ProfileNotFound", failure.ErrorId);
        Assert.Contains("another session made it just now", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Process_that_dies_while_its_secret_is_replaced_costs_nothing(bool isRenewable)
    {
        var (one, other) = await SharedAsync(isRenewable);
        Die(one);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => one.EnsureAsync(TokenDemand.New));
        Assert.Null(one.Store[one.Location.Vault, one.Location.Name.SecretName]);
        var next = new CoreInstance(one.Store.OfAnotherProcess());

        var listed = await next.Profiles.ListAsync(null, (_, e) => throw e, default);
        var (profile, source) = await next.EnsureAsync();

        Assert.Equal([one.Location], listed);
        Assert.Equal(TokenSource.Vault, source);
        Assert.Equal(profile.Tokens!.RefreshToken, next.Stored.Tokens!.RefreshToken);
        Assert.Equal(TokenSource.Provider, (await other.EnsureAsync(TokenDemand.New)).Source);
        Assert.All(RefreshTokensOf(one), static use => Assert.Equal(1, use.Count));
    }

    [Fact]
    public async Task Secret_that_somebody_removed_by_hand_does_not_come_back()
    {
        var (one, _) = await SharedAsync(isRenewable: true);
        one.Store[one.Location.Vault, one.Location.Name.SecretName] = null;
        var other = new CoreInstance(one.Store.OfAnotherProcess());

        Assert.Null(await other.Profiles.TryLoadAsync(other.Location, default));
        Assert.Empty(await other.Profiles.ListAsync(null, (_, e) => throw e, default));
        await one.SaveAsync(SampleProfile.For(Server));
        Assert.Null((await other.LoadAsync()).Tokens);
    }

    [Fact]
    public async Task Removed_profile_leaves_nothing_in_the_vault()
    {
        var (one, _) = await SharedAsync(isRenewable: true);
        Assert.NotNull(one.Store[one.Location.Vault, one.Location.Name.KeySecretName]);

        await one.Profiles.RemoveAsync(one.Location, before: null, default);

        Assert.Null(one.Store[one.Location.Vault, one.Location.Name.KeySecretName]);
        Assert.Null(one.Store[one.Location.Vault, one.Location.Name.SecretName]);
    }

    /// <summary>The next write takes the secret out of the file, and nothing of the process happens any more.</summary>
    private static void Die(CoreInstance process) => process.Store.BeforeWrite = _ =>
    {
        process.Store[process.Location.Vault, process.Location.Name.SecretName] = null;
        throw new InvalidOperationException("Killed.");
    };

    private static async Task<StoredProfile?> OpenedAsync(CoreInstance core) =>
        await core.Profiles.TryLoadAsync(core.Location, default);

    private IEnumerable<(string? Token, int Count)> RefreshTokensOf(CoreInstance core) => Server.Requests
        .Where(r => r["grant_type"] == "refresh_token" && r["client_id"] == core.Stored.OAuth.ClientId)
        .GroupBy(static r => r["refresh_token"])
        .Select(static uses => (uses.Key, uses.Count()));

    /// <summary>An authorized profile whose token is spent, in a vault that two processes have open.</summary>
    private async Task<(CoreInstance One, CoreInstance Other)> SharedAsync(bool isRenewable)
    {
        var one = new CoreInstance(InMemoryProfileStore.WithSingleFile(isRenewable));
        await one.SaveAsync(SampleProfile.For(Server).With(await fixture.SignInAsync(), DateTimeOffset.UtcNow));
        var other = new CoreInstance(one.Store.OfAnotherProcess());
        Assert.NotNull(await OpenedAsync(one));
        Assert.NotNull(await OpenedAsync(other));
        return (one, other);
    }
}
