using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;
using OAuth2Mail.Tokens;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Benchmarks;

/// <summary>A profile in a vault that lives in memory, and the loopback servers to send to.</summary>
internal sealed class Submission : IProfileStore, IDiagnosticSink, IAsyncDisposable
{
    private static readonly ProfileLocation s_location = new(ProfileName.Parse("benchmark"), "memory");

    private readonly LoopbackEnvironment _servers;
    private readonly TokenService _tokens;
    private string? _stored;

    private Submission(LoopbackEnvironment servers)
    {
        _servers = servers;
        _tokens = new TokenService(
            new ProfileRepository(this, new ProfileCopies(TimeProvider.System), TimeProvider.System, this),
            TokenProviders.For,
            TimeProvider.System,
            this);
    }

    public static async Task<Submission> StartAsync()
    {
        LoopbackEnvironment servers = await LoopbackEnvironment.StartAsync(new LoopbackEnvironmentOptions
        {
            Smtp = options => options with { KeepsContent = false, MaxMessageSize = 200_000_000 },
        });
        var profile = new StoredProfile
        {
            Name = "benchmark",
            Mode = ProfileMode.ClientSecretPost,
            UserName = LoopbackEnvironment.User,
            OAuth = new OAuthSettings
            {
                GrantType = GrantType.ClientCredentials,
                ClientId = LoopbackEnvironment.ConfidentialClientId,
                TokenEndpoint = servers.Authorization.TokenEndpoint,
                Scopes = ["https://mail.google.com/"],
            },
            Secrets = new ProfileSecrets { ClientSecret = LoopbackEnvironment.ClientSecret },
            Smtp = new SmtpSettings
            {
                Server = "localhost",
                Port = servers.Smtp.StartTlsPort,
                CertificateThumbprint = servers.SmtpThumbprintSha256,
            },
        };
        return new Submission(servers) { _stored = ProfileSerializer.Serialize(profile) };
    }

    public MailSession OpenSession() => new(s_location, _tokens, TimeSpan.FromMinutes(2), TimeProvider.System, this);

    public static async Task SendAsync(MailSession session, params string[] attachments)
    {
        using ComposedMessage message = MessageComposer.Compose(
            new OutgoingMessage { To = ["ops@contoso.test"], Subject = "Benchmark", TextBody = "Text.", Attachments = attachments },
            LoopbackEnvironment.User,
            DateTimeOffset.Now);
        await session.SendAsync(message, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    Task<IReadOnlyList<VaultDescription>> IProfileStore.GetVaultsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<VaultDescription>>([new VaultDescription("memory", IsDefault: true)]);

    Task<IReadOnlyList<string>> IProfileStore.ListAsync(string vault, string pattern, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([s_location.Name.SecretName]);

    Task<string?> IProfileStore.ReadAsync(string vault, string secretName, CancellationToken cancellationToken) =>
        Task.FromResult(_stored);

    Task IProfileStore.WriteAsync(string vault, string secretName, string value, CancellationToken cancellationToken)
    {
        _stored = value;
        return Task.CompletedTask;
    }

    Task IProfileStore.RemoveAsync(string vault, string secretName, CancellationToken cancellationToken)
    {
        _stored = null;
        return Task.CompletedTask;
    }

    Task IProfileStore.RenewAsync(string vault, CancellationToken cancellationToken) => Task.CompletedTask;

    Task<IDisposable> IDiagnosticSink.HoldBackAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IDisposable>(new MemoryStream());

    void IDiagnosticSink.Verbose(string message)
    {
    }

    void IDiagnosticSink.Warning(string message) => throw new InvalidOperationException(message);
}
