using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using OAuth2Mail.Tokens;
using OAuth2Mail.Vaults;
using Xunit;

namespace OAuth2Mail.Tests.Vaults;

/// <summary>What a vault did not take, or does not show, this machine knows all the same.</summary>
public sealed class ProfileCopyTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
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
        Assert.Equal(TokenSource.Provider, (await new CoreInstance(ended.Store).EnsureAsync(TokenDemand.New)).Source);
    }

    [Fact]
    public async Task Copy_is_there_before_the_vault_is_written()
    {
        var core = await SignedInAsync();
        var atWrite = "";
        var before = await File.ReadAllTextAsync(FileOf(core));
        core.Store.BeforeWrite = async _ => atWrite = await File.ReadAllTextAsync(FileOf(core));

        await core.EnsureAsync();

        Assert.NotEqual(before, atWrite);
        Assert.Equal(await File.ReadAllTextAsync(FileOf(core)), atWrite);
    }

    [Fact]
    public async Task Copy_is_the_users_alone_and_tells_nothing()
    {
        var core = await SignedInAsync();
        var (profile, _) = await core.EnsureAsync();

        var text = await File.ReadAllTextAsync(FileOf(core));

        Assert.Equal(3, text.Split('.').Length);
        Assert.All(
            [profile.Tokens!.AccessToken, profile.Tokens.RefreshToken!, profile.UserName, ProfileSerializer.Serialize(profile)],
            told => Assert.DoesNotContain(told, text, StringComparison.OrdinalIgnoreCase));
        if (!OperatingSystem.IsWindows())
        {
            string folder = Path.GetDirectoryName(FileOf(core))!;
            Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(FileOf(core)));
            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(folder));
            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Path.GetDirectoryName(folder)!));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("{}")]
    [InlineData("\0\0\0")]
    [InlineData(null)]
    public async Task Copy_that_is_torn_or_gone_leaves_the_vault_alone(string? content)
    {
        var core = await SignedInAsync();
        await core.EnsureAsync();
        var stored = core.Stored.Tokens!;
        if (content is null)
        {
            File.Delete(FileOf(core));
        }
        else
        {
            await File.WriteAllTextAsync(FileOf(core), content);
        }

        var (profile, _) = await new CoreInstance(core.Store).EnsureAsync();

        Assert.Equal(stored.AccessToken, profile.Tokens!.AccessToken);
    }

    [Fact]
    public async Task Copy_opens_for_its_own_place_and_key_alone()
    {
        var core = await SignedInAsync();
        var profile = core.Stored;
        var sealedProfile = SealedProfile.Seal(profile, core.Location);
        var elsewhere = new ProfileLocation(ProfileName.Parse("others"), core.Location.Vault);
        string other = Convert.ToBase64String(new byte[64]);
        char changed = sealedProfile[60] == 'A' ? 'B' : 'A';

        Assert.Equivalent(profile, SealedProfile.TryOpen(sealedProfile, profile.CopyKey!, core.Location), strict: true);
        Assert.Null(SealedProfile.TryOpen(sealedProfile, profile.CopyKey!, elsewhere));
        Assert.Null(SealedProfile.TryOpen(sealedProfile, other, core.Location));
        Assert.Null(SealedProfile.TryOpen(sealedProfile, "no key", core.Location));
        Assert.Null(SealedProfile.TryOpen(sealedProfile.Remove(60, 1).Insert(60, $"{changed}"), profile.CopyKey!, core.Location));
    }

    [Fact]
    public async Task Profile_made_anew_has_another_key_and_its_old_copy_does_not_open()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        await core.EnsureAsync();
        core.Store.BeforeWrite = static _ => Task.CompletedTask;
        var key = core.Stored.CopyKey;

        // Another host makes it anew: it knows nothing of this machine's copy.
        var consented = await fixture.SignInAsync();
        core.Store[core.Location.Vault, core.Location.Name.SecretName] = ProfileSerializer.Serialize(
            SampleProfile.For(Server).With(consented, DateTimeOffset.UtcNow.AddHours(1)) with
            {
                Generation = 1,
                CopyKey = Convert.ToBase64String(new byte[64]),
            });

        Assert.NotNull(key);
        Assert.Equal(consented.AccessToken, (await core.EnsureAsync()).Profile.Tokens!.AccessToken);
    }

    [Fact]
    public async Task Clock_that_was_set_back_makes_no_difference()
    {
        var ended = await SignedInAsync(obtained: DateTimeOffset.UtcNow.AddDays(1));
        ended.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        var kept = (await ended.EnsureAsync(TokenDemand.New)).Profile.Tokens!;
        ended.Store.BeforeWrite = static _ => Task.CompletedTask;

        var (profile, _) = await new CoreInstance(ended.Store).EnsureAsync();

        Assert.Equal(kept.AccessToken, profile.Tokens!.AccessToken);
    }

    [Fact]
    public async Task Newer_version_of_another_host_wins_over_the_copy()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        await core.EnsureAsync();
        core.Store.BeforeWrite = static _ => Task.CompletedTask;
        core.Store[core.Location.Vault, core.Location.Name.SecretName] = ProfileSerializer.Serialize(
            core.Stored.With(static oauth => oauth with { ClientId = "another" }) with
            {
                Tokens = null,
                Generation = core.Stored.Generation + 1,
            });

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
    public async Task Consent_is_kept_where_the_vault_was_locked_meanwhile()
    {
        var core = await SignedInAsync();
        var consented = await core.LoadAsync();
        var given = consented.Tokens! with { AccessToken = "given" };
        core.Store.OnRead = static _ => InMemoryProfileStore.Locked;
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;

        await core.Tokens.StoreConsentAsync(core.Location, consented, given, default);
        core.Store.OnRead = static _ => null;
        core.Store.BeforeWrite = static _ => Task.CompletedTask;

        Assert.Equal("given", (await new CoreInstance(core.Store).LoadAsync()).Tokens!.AccessToken);
        Assert.Contains("could not be stored", Assert.Single(core.Sink.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_that_the_vault_refuses_is_not_changed()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;

        await Assert.ThrowsAsync<OAuth2MailException>(
            () => core.Profiles.UpdateAsync(core.Location, static p => p with { From = "news@contoso.test" }, default));

        Assert.Null((await core.LoadAsync()).From);
    }

    [Fact]
    public async Task Removed_profile_leaves_no_copy()
    {
        var core = await SignedInAsync();
        Assert.True(File.Exists(FileOf(core)));

        await core.Profiles.RemoveAsync(core.Location, before: null, default);

        Assert.False(File.Exists(FileOf(core)));
    }

    [Fact]
    public async Task Token_that_outgrew_the_vault_is_kept_and_used()
    {
        var core = await SignedInAsync();
        var stored = await core.LoadAsync();
        var random = new Random(1);
        var noise = new byte[30_000];
        random.NextBytes(noise);

        await core.Tokens.StoreConsentAsync(
            core.Location, stored, stored.Tokens! with { AccessToken = "large", Cache = Convert.ToBase64String(noise) }, default);

        Assert.Contains("25,000", Assert.Single(core.Sink.Warnings), StringComparison.Ordinal);
        Assert.Equal("large", (await new CoreInstance(core.Store).LoadAsync()).Tokens!.AccessToken);
    }

    [Fact]
    public async Task Profile_of_version_1_gets_its_key_in_the_vault_before_its_token_is_spent()
    {
        var core = new CoreInstance();
        core.Store[core.Location.Vault, core.Location.Name.SecretName] = ProfileSerializer.Serialize(
            SampleProfile.For(Server).With(await fixture.SignInAsync(), DateTimeOffset.UtcNow) with { Version = 1 });
        var spentAtFirstWrite = true;
        core.Store.BeforeWrite = _ =>
        {
            spentAtFirstWrite &= core.Store.Writes > 0 || Refreshes(core.Stored.Tokens!.RefreshToken) > 0;
            return Task.CompletedTask;
        };

        await core.EnsureAsync();

        Assert.False(spentAtFirstWrite);
        Assert.Equal(2, core.Store.Writes);
        Assert.Equal(StoredProfile.CurrentVersion, core.Stored.Version);
        Assert.Equal(2, core.Stored.Generation);
        Assert.Equal(64, Convert.FromBase64String(core.Stored.CopyKey!).Length);
    }

    private int Refreshes(string? refreshToken)
        => Server.Requests.Count(r => r["grant_type"] == "refresh_token" && r["refresh_token"] == refreshToken);

    private static string FileOf(CoreInstance core) => ProfileCopies.PathOf(core.Location)!;

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
