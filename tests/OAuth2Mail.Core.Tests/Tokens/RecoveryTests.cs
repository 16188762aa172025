using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Vaults;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using OAuth2Mail.Tokens;
using OAuth2Mail.Vaults;
using Xunit;

namespace OAuth2Mail.Tests.Tokens;

/// <summary>A process that ends before the vault took its rotated token does not take the consent with it.</summary>
public sealed class RecoveryTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private AuthorizationServer Server => fixture.Server;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Next_process_goes_on_with_the_token_that_the_vault_did_not_take(int refreshes)
    {
        var ended = await SignedInAsync();
        ended.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        TokenSet kept = null!;
        for (int i = 0; i < refreshes; i++)
        {
            kept = (await ended.EnsureAsync(TokenDemand.New)).Profile.Tokens!;
        }

        ended.Store.BeforeWrite = static _ => Task.CompletedTask;
        var next = new CoreInstance(ended.Store);
        var (profile, source) = await next.EnsureAsync();

        Assert.Equal(TokenSource.Vault, source);
        Assert.Equal(kept.AccessToken, profile.Tokens!.AccessToken);
        Assert.Equal(kept.RefreshToken, next.Stored.Tokens!.RefreshToken);
        Assert.Equal(kept, next.Stored.Tokens with { Scopes = kept.Scopes });
        Assert.False(File.Exists(FileOf(next)));
        Assert.Equal(TokenSource.Provider, (await new CoreInstance(ended.Store).EnsureAsync(TokenDemand.New)).Source);
    }

    [Fact]
    public async Task File_is_the_users_alone_and_tells_nothing()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        var (profile, _) = await core.EnsureAsync();

        var text = await File.ReadAllTextAsync(FileOf(core));

        Assert.Equal(5, text.Split('.').Length);
        Assert.DoesNotContain(profile.Tokens!.AccessToken, text, StringComparison.Ordinal);
        Assert.DoesNotContain(profile.Tokens.RefreshToken!, text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.GetDirectoryName(FileOf(core))!));
        }
    }

    [Fact]
    public async Task Usual_refresh_leaves_no_file()
    {
        var core = await SignedInAsync();
        var existed = false;
        core.Store.BeforeWrite = _ =>
        {
            existed = File.Exists(FileOf(core));
            return Task.CompletedTask;
        };

        await core.EnsureAsync();

        Assert.True(existed);
        Assert.False(File.Exists(FileOf(core)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c.d.e")]
    [InlineData("{}")]
    [InlineData(null)]
    public async Task File_that_was_torn_or_is_of_another_state_is_not_used(string? content)
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        await core.EnsureAsync();
        core.Store.BeforeWrite = static _ => Task.CompletedTask;
        var consented = await fixture.SignInAsync();
        var another = new CoreInstance(core.Store);
        another.Store[core.Location.Vault, core.Location.Name.SecretName] = OAuth2Mail.Profiles.ProfileSerializer.Serialize(
            core.Stored.With(consented, DateTimeOffset.UtcNow.AddHours(1)));
        if (content is not null)
        {
            await File.WriteAllTextAsync(FileOf(core), content);
        }

        var (profile, _) = await another.EnsureAsync();

        Assert.Equal(consented.AccessToken, profile.Tokens!.AccessToken);
    }

    [Fact]
    public async Task Clock_that_was_set_back_makes_no_difference()
    {
        var ended = await SignedInAsync(obtained: DateTimeOffset.UtcNow.AddDays(1));
        ended.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        var kept = (await ended.EnsureAsync()).Profile.Tokens!;
        ended.Store.BeforeWrite = static _ => Task.CompletedTask;

        var (profile, _) = await new CoreInstance(ended.Store).EnsureAsync();

        Assert.Equal(kept.AccessToken, profile.Tokens!.AccessToken);
    }

    [Fact]
    public async Task Kept_tokens_are_not_laid_over_a_profile_that_somebody_changed()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        await core.EnsureAsync();
        core.Store.BeforeWrite = static _ => Task.CompletedTask;
        core.Store[core.Location.Vault, core.Location.Name.SecretName] = OAuth2Mail.Profiles.ProfileSerializer.Serialize(
            core.Stored.With(static oauth => oauth with { ClientId = "another" }) with { Tokens = null });

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => core.EnsureAsync());

        Assert.Equal("ConsentRequired", failure.ErrorId);
        Assert.Null(core.Stored.Tokens);
    }

    [Fact]
    public async Task Consent_is_not_stored_for_a_profile_that_was_changed_meanwhile()
    {
        var core = await SignedInAsync();
        var consented = await core.LoadAsync();
        await core.SaveAsync(consented with { UserName = "other@contoso.test", Tokens = null });

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(
            () => core.Tokens.StoreConsentAsync(core.Location, consented, consented.Tokens!, default));

        Assert.Equal("ProfileChanged", failure.ErrorId);
        Assert.Null(core.Stored.Tokens);
        Assert.Null((await core.LoadAsync()).Tokens);
    }

    [Fact]
    public async Task Removed_profile_leaves_no_file()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        await core.EnsureAsync();

        await core.Profiles.RemoveAsync(core.Location, before: null, default);

        Assert.False(File.Exists(FileOf(core)));
    }

    private static string FileOf(CoreInstance core) => UserFolder.PathOf("recovery", core.Location, ".jwe");

    private async Task<CoreInstance> SignedInAsync(DateTimeOffset? obtained = null)
    {
        var core = new CoreInstance();
        var profile = SampleProfile.For(Server).With(await fixture.SignInAsync(), DateTimeOffset.UtcNow);
        await core.SaveAsync(profile with
        {
            Tokens = profile.Tokens! with { ObtainedOn = obtained ?? profile.Tokens.ObtainedOn },
        });
        return core;
    }
}
