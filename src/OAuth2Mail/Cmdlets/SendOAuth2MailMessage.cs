using System.Management.Automation;
using OAuth2Mail.Completion;
using OAuth2Mail.Delivery;
using OAuth2Mail.Errors;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets;

/// <summary>Composes messages, or takes prepared ones, and delivers them, all over one connection.</summary>
// Of a file that comes down the pipeline with nothing said about a message, the default makes a prepared one.
[Cmdlet(VerbsCommunications.Send, "OAuth2MailMessage", SupportsShouldProcess = true, DefaultParameterSetName = Prepared)]
[OutputType(typeof(SendResult))]
public sealed partial class SendOAuth2MailMessage : AsyncCmdlet
{
    private const string Compose = "Compose";
    private const string Prepared = "Prepared";

    private MailSession? _session;
    private StoredProfile? _profile;
    private string? _sessionKey;

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

    /// <summary>The record whose properties are the message's parameters; the target of its error.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    private protected override object? ErrorTarget => (object?)InputObject ?? string.Join(", ", To ?? []);

    private protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (ParameterSetName == Prepared && (Path.Length > 0 || PreparedFile is not null))
        {
            await SendPreparedAsync(pipeline, cancellationToken).ConfigureAwait(false);
            return;
        }

        OutgoingMessage outgoing = await DescribeAsync(pipeline).ConfigureAwait(false);
        if (CollectAttachments)
        {
            Collect(outgoing);
            return;
        }

        await ComposeAndSendAsync(outgoing, pipeline, cancellationToken).ConfigureAwait(false);
    }

    private protected override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (_collected is not null && !_collectionFailed)
        {
            await ComposeAndSendAsync(_collected, pipeline, cancellationToken).ConfigureAwait(false);
        }

        if (_session is not null)
        {
            await _session.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _session?.Dispose();
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
            string folderOrFile = await pipeline.InvokeAsync(_ => GetUnresolvedProviderPathFromPSPath(SaveTo)).ConfigureAwait(false);
            string file = await MessageFile.SaveAsync(message, folderOrFile, cancellationToken).ConfigureAwait(false);
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
    private static Task<(bool IsWanted, bool IsWhatIf)> AskAsync(string target, CmdletPipeline pipeline) => pipeline.InvokeAsync(cmdlet =>
    {
        bool isWanted = cmdlet.ShouldProcess(
            $"Performing the operation \"Send message\" on target \"{target}\".", null, null, out ShouldProcessReason reason);
        return (isWanted, reason.HasFlag(ShouldProcessReason.WhatIf));
    });

    private async Task SelectProfileAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (string.Equals(_sessionKey, ProfileName, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (_session is not null)
        {
            await _session.CloseAsync(cancellationToken).ConfigureAwait(false);
        }

        var services = new ModuleServices(pipeline);
        try
        {
            (ProfileLocation location, _profile) = await services.Profiles
                .FindAsync(Profiles.ProfileName.Parse(ProfileName), Vault, cancellationToken).ConfigureAwait(false);
            _session = services.CreateSession(location, TimeSpan.FromSeconds(TimeoutSec));
            _sessionKey = ProfileName;
        }
        catch (OAuth2MailException e)
        {
            await TerminateAsync(pipeline, e).ConfigureAwait(false);
        }
    }

    // Without a good profile or token no other record could be sent either. A connection may come back.
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

    private Task<bool> TerminateAsync(CmdletPipeline pipeline, OAuth2MailException failure) => pipeline.InvokeAsync(cmdlet =>
    {
        cmdlet.ThrowTerminatingError(ErrorRecords.From(failure, ProfileName));
        return false;
    });
}
