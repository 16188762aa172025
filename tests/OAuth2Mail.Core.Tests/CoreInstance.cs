using OAuth2Mail.Authorization;
using OAuth2Mail.Checks;
using OAuth2Mail.Delivery;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Tests.Authorization;
using OAuth2Mail.Tests.Diagnostics;
using OAuth2Mail.Tests.Vaults;
using OAuth2Mail.Tokens;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Tests;

/// <summary>What one process has of the core. Two of them on one store are two processes.</summary>
internal sealed class CoreInstance
{
    public CoreInstance(InMemoryProfileStore? store = null, TimeProvider? time = null)
    {
        Store = store ?? InMemoryProfileStore.WithOneVault();
        Time = time ?? TimeProvider.System;
        Profiles = new ProfileRepository(Store, new ProfileCopies(Time), Time, Sink);
        Tokens = new TokenService(Profiles, Provider, Time, Sink);
        Authorization = new AuthorizationService(
            Profiles, Tokens, Provider, Prompt, uri => OpenBrowser(uri), Time, Sink);
        string vault = Store.GetVaultsAsync(default).Result[0].Name;
        Location = new ProfileLocation(ProfileName.Parse("reports"), vault);
    }

    public InMemoryProfileStore Store { get; }

    public TimeProvider Time { get; }

    public RecordingSink Sink { get; } = new();

    public RecordingPrompt Prompt { get; } = new();

    public ProfileRepository Profiles { get; }

    public TokenService Tokens { get; }

    public AuthorizationService Authorization { get; }

    /// <summary>Profile "reports" in the first vault.</summary>
    public ProfileLocation Location { get; }

    public Func<Uri, bool> OpenBrowser { get; set; } = static _ => false;

    /// <summary>How the providers are asked.</summary>
    public ProviderHttp Http { get; set; } = ProviderHttp.Default;

    public ITokenProvider Provider(ProfileMode mode) => TokenProviders.For(mode, Time, Http);

    public Task SaveAsync(StoredProfile profile) => Profiles.SaveAsync(Location, profile, CancellationToken.None);

    public Task<StoredProfile> LoadAsync() => Profiles.LoadAsync(Location, CancellationToken.None);

    /// <summary>What the vault itself holds.</summary>
    public StoredProfile Stored => ProfileSerializer.Deserialize(
        Store[Location.Vault, Location.Name.SecretName] ?? throw new InvalidOperationException("Nothing is stored."), Location);

    public Task<(StoredProfile Profile, TokenSource Source)> EnsureAsync(
        TokenDemand demand = default, CancellationToken cancellationToken = default)
        => Tokens.EnsureAsync(Location, demand, cancellationToken);

    public Task<TokenStatus> AuthorizeAsync(AuthorizationOptions options, CancellationToken cancellationToken = default)
        => Authorization.AuthorizeAsync(Location, options, cancellationToken);

    public MailSession OpenSession(TimeSpan? timeout = null, TimeSpan? finalPatience = null)
        => finalPatience is TimeSpan patience
            ? new(Location, Tokens, timeout ?? TimeSpan.FromSeconds(20), Time, Sink) { FinalPatience = patience }
            : new(Location, Tokens, timeout ?? TimeSpan.FromSeconds(20), Time, Sink);

    public ProfileTester CreateTester() => new(Profiles, Tokens, Time, Sink);
}
