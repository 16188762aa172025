using System.Management.Automation;
using OAuth2Mail.Completion;
using OAuth2Mail.Delivery;
using OAuth2Mail.Errors;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets;

/// <summary>Composes messages, or takes prepared ones, and delivers them, all over one connection.</summary>
[Cmdlet(VerbsCommunications.Send, "OAuth2MailMessage", SupportsShouldProcess = true, DefaultParameterSetName = Compose)]
[OutputType(typeof(SendResult))]
public sealed partial class SendOAuth2MailMessage : RecordCmdlet
{
    private const string Compose = "Compose";
    private const string Prepared = "Prepared";

    // One for each profile that the records name.
    private readonly Dictionary<string, (MailSession Session, StoredProfile Profile)> _sessions = new(StringComparer.OrdinalIgnoreCase);
    private MailSession? _session;
    private StoredProfile? _profile;

    /// <summary>The profile to send with.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Profile")]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ProfileName { get; set; } = "";

    /// <summary>The vault that holds the profile.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    private protected override object? ErrorTarget => (object?)_file ?? (object?)InputObject ?? string.Join(", ", To ?? []);

    private protected override async Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Path)) || IsPrepared)
        {
            await SendPreparedAsync(pipeline, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (IsAttachment)
        {
            await CollectAsync(pipeline).ConfigureAwait(false);
            return;
        }

        OutgoingMessage outgoing = await pipeline.InvokeAsync(_ => Describe()).ConfigureAwait(false);
        await ComposeAndSendAsync(outgoing, pipeline, cancellationToken).ConfigureAwait(false);
    }

    private protected override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await SendCollectedAsync(pipeline, cancellationToken).ConfigureAwait(false);
        foreach ((MailSession session, _) in _sessions.Values)
        {
            await session.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach ((MailSession session, _) in _sessions.Values)
            {
                session.Dispose();
            }

            foreach (SigningIdentity signer in _signers.Values)
            {
                signer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private async Task ComposeAndSendAsync(OutgoingMessage outgoing, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await SelectProfileAsync(pipeline, cancellationToken).ConfigureAwait(false);
        using ComposedMessage message =
            MessageComposer.Compose(outgoing, _profile!.From ?? _profile.UserName, DateTimeOffset.Now);
        if (outgoing.Security is MessageSecurity security)
        {
            await security.ApplyAsync(message, pipeline, cancellationToken).ConfigureAwait(false);
        }

        await DeliverAsync(message, pipeline, cancellationToken).ConfigureAwait(false);
    }

    private async Task DeliverAsync(ComposedMessage message, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        Options.Verify(message);
        string target = $"{string.Join(", ", message.Recipients.Select(r => r.Address))}: {message.Message.Subject}";
        (bool isWanted, bool isWhatIf) = await AskAsync(target, pipeline).ConfigureAwait(false);
        if (SaveTo is not null && (isWanted || isWhatIf))
        {
            string folderOrFile = await pipeline.InvokeAsync(
                _ => FilePaths.GetLiteral(SessionState, SaveTo, "SaveFailed", "-SaveTo")).ConfigureAwait(false);
            string file = await MessageFile.SaveAsync(message, folderOrFile, isDraft: !isWanted, cancellationToken).ConfigureAwait(false);
            pipeline.Verbose($"Saved as {file}");
        }

        if (!isWanted)
        {
            return;
        }

        await OpenSessionAsync(pipeline, cancellationToken).ConfigureAwait(false);
        try
        {
            await TransmitAsync(message, target, pipeline, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (e.Kind == FailureKind.Authentication)
        {
            // Refused in mid-run, and with a new token too: each further record would only refresh once more.
            await TerminateAsync(pipeline, e).ConfigureAwait(false);
        }
    }

    // -WhatIf differs from a No at -Confirm: it still saves. The words are the engine's own.
    private static Task<(bool IsWanted, bool IsWhatIf)> AskAsync(string target, CmdletPipeline pipeline) => pipeline.ReportAsync(cmdlet =>
    {
        bool isWanted = cmdlet.ShouldProcess(
            $"Performing the operation \"Send message\" on target \"{target}\".", null, null, out ShouldProcessReason reason);
        return (isWanted, reason.HasFlag(ShouldProcessReason.WhatIf));
    });

    private async Task SelectProfileAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (!_sessions.TryGetValue(ProfileName, out (MailSession Session, StoredProfile Profile) known))
        {
            try
            {
                var services = new ModuleServices(pipeline);
                (ProfileLocation location, StoredProfile profile) = await services.Profiles
                    .FindAsync(Profiles.ProfileName.Parse(ProfileName), Vault, cancellationToken).ConfigureAwait(false);
                known = (services.CreateSession(location, TimeSpan.FromSeconds(TimeoutSec)), profile);
                _sessions.Add(ProfileName, known);
            }
            catch (OAuth2MailException e)
            {
                await TerminateAsync(pipeline, e).ConfigureAwait(false);
            }
        }

        (_session, _profile) = known;
    }

    // A connection may come back; a token that is refused does not.
    private async Task OpenSessionAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        try
        {
            await _session!.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (e.Kind is not (FailureKind.Connection or FailureKind.Timeout))
        {
            await TerminateAsync(pipeline, e).ConfigureAwait(false);
        }
    }

    // Without a good profile or token no other record could be sent either, unless it names another profile.
    private Task<bool> TerminateAsync(CmdletPipeline pipeline, OAuth2MailException failure) => GivenByValue.Contains(nameof(ProfileName))
        ? pipeline.InvokeAsync(cmdlet =>
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.From(failure, ProfileName));
            return false;
        })
        : throw failure;
}
