using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tokens;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Checks;

/// <summary>Checks each step of sending a message, from the vault to the server; what needs a step that failed is not tried.</summary>
internal sealed class ProfileTester(
    ProfileRepository profiles, TokenService tokens, TimeProvider time, IDiagnosticSink diagnostics) : IDisposable
{
    /// <summary>How long each step that asks the network may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    private ServerCheck? _server;
    private StoredProfile? _profile;
    private ProfileLocation _location;

    /// <summary>Runs the checks in order and hands each result on as it comes.</summary>
    /// <param name="name">The profile.</param>
    /// <param name="vault">Where it is; null to look for it.</param>
    /// <param name="sendTo">Whom to send a test message; null for none.</param>
    /// <param name="report">Takes a result.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    public async Task RunAsync(
        ProfileName name, string? vault, string? sendTo, Func<ProfileCheck, Task> report, CancellationToken cancellationToken)
    {
        CheckStep[] steps =
        [
            new("Vault", [], token => FindAsync(name, vault, token)),
            new("Credential", ["Vault"], _ => Task.FromResult(CredentialCheck.Run(_profile!, time.GetUtcNow()))),
            new("Token", ["Vault", "Credential"], EnsureTokenAsync),
            new("Dns", ["Vault"], token => NetworkCheck.ResolveAsync(_profile!, Timeout, token)),
            new("Tcp", ["Dns"], token => NetworkCheck.ConnectAsync(_profile!, Timeout, token)),
            new("Tls", ["Tcp"], token => _server!.EncryptAsync(_profile!, token)),
            new("Capability", ["Tls"], _ => Task.FromResult(_server!.Describe(_profile!))),
            new("Authentication", ["Token", "Capability"], AuthenticateAsync),
            new("Sender", ["Authentication"], token => _server!.ProbeSenderAsync(_profile!, token)),
            new("Delivery", ["Sender"], token => sendTo is null
                ? Task.FromResult(Finding.Skipped("Not asked for: -SendTo sends a message."))
                : _server!.DeliverAsync(_profile!, sendTo, token)),
        ];

        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (CheckStep step in steps)
        {
            string? lacking = step.Needs.FirstOrDefault(missing.ContainsKey);
            ProfileCheck result = lacking is null
                ? await RunAsync(name, step, missing, cancellationToken).ConfigureAwait(false)
                : new ProfileCheck(
                    name.ToString(), step.Name, CheckStatus.Skipped, TimeSpan.Zero, $"Not tried: it needs {missing[lacking]}, which failed.");
            if (lacking is not null)
            {
                missing[step.Name] = missing[lacking];
            }

            await report(result).ConfigureAwait(false);
        }
    }

    public void Dispose() => _server?.Dispose();

    private async Task<ProfileCheck> RunAsync(
        ProfileName name, CheckStep step, Dictionary<string, string> missing, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        try
        {
            Finding found = await step.RunAsync(cancellationToken).ConfigureAwait(false);
            return new ProfileCheck(
                name.ToString(), step.Name, found.Status, time.GetElapsedTime(start), found.Detail, found.Advice);
        }
        catch (OAuth2MailException e)
        {
            missing[step.Name] = step.Name;
            return new ProfileCheck(
                name.ToString(), step.Name, CheckStatus.Failed, time.GetElapsedTime(start), e.Message, e.Advice, e.ErrorId);
        }
    }

    private async Task<Finding> FindAsync(ProfileName name, string? vault, CancellationToken cancellationToken)
    {
        (_location, _profile) = await profiles.FindAsync(name, vault, cancellationToken).ConfigureAwait(false);
        _server = new ServerCheck(_location, tokens, Timeout, time, diagnostics);
        return new Finding($"Found in vault '{_location.Vault}': {_profile.Mode}, {_profile.UserName}.");
    }

    private async Task<Finding> EnsureTokenAsync(CancellationToken cancellationToken)
    {
        (_profile, TokenSource source) =
            await tokens.EnsureAsync(_location, TokenDemand.Valid, cancellationToken).ConfigureAwait(false);
        return TokenCheck.Run(_profile, source, time.GetUtcNow());
    }

    private async Task<Finding> AuthenticateAsync(CancellationToken cancellationToken)
    {
        (Finding finding, _profile) = await _server!.AuthenticateAsync(_profile!, cancellationToken).ConfigureAwait(false);
        return finding;
    }
}
