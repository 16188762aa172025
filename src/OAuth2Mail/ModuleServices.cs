using OAuth2Mail.Authorization;
using OAuth2Mail.Checks;
using OAuth2Mail.Delivery;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Secrets;
using OAuth2Mail.Tokens;
using OAuth2Mail.Vaults;

namespace OAuth2Mail;

/// <summary>Puts the core's services together for one cmdlet.</summary>
internal sealed class ModuleServices
{
    // One for the whole process: if the account has no folder, a token that a vault refused outlives the cmdlet that obtained it.
    private static readonly ProfileCopies s_copies = new(TimeProvider.System);

    private readonly CmdletPipeline _pipeline;

    public ModuleServices(CmdletPipeline pipeline)
    {
        _pipeline = pipeline;
        Profiles = new ProfileRepository(new SecretManagementStore(pipeline), s_copies, TimeProvider.System, pipeline);
        Http = ProviderHttp.Default.ReportingTo(pipeline);
        Tokens = new TokenService(Profiles, ProviderOf, TimeProvider.System, pipeline);
    }

    /// <summary>How providers are asked.</summary>
    public ProviderHttp Http { get; }

    public ProfileRepository Profiles { get; }

    public TokenService Tokens { get; }

    public AuthorizationService CreateAuthorization() => new(
        Profiles,
        Tokens,
        ProviderOf,
        new HostConsentPrompt(_pipeline),
        SystemBrowser.TryOpen,
        TimeProvider.System,
        _pipeline);

    public MailSession CreateSession(ProfileLocation location, TimeSpan timeout, ProtocolLog? protocolLog) =>
        new(location, Tokens, timeout, TimeProvider.System, _pipeline) { ProtocolLog = protocolLog };

    // What expires soon is a check's finding.
    public ProfileTester CreateTester() => new(
        Profiles,
        new TokenService(Profiles, ProviderOf, TimeProvider.System, _pipeline) { WarnsOfExpiry = false },
        TimeProvider.System,
        _pipeline);

    /// <summary>The provider of a mode.</summary>
    /// <exception cref="OAuth2MailException">This version has no provider for the mode.</exception>
    public ITokenProvider ProviderOf(ProfileMode mode) => TokenProviders.For(mode, TimeProvider.System, Http);
}
