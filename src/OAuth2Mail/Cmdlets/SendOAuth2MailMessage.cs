using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Net.Mail;
using MimeKit;
using OAuth2Mail.Completion;
using OAuth2Mail.Delivery;
using OAuth2Mail.Errors;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets;

/// <summary>Composes messages and delivers them, all over one connection.</summary>
[Cmdlet(VerbsCommunications.Send, "OAuth2MailMessage", SupportsShouldProcess = true)]
[OutputType(typeof(SendResult))]
public sealed class SendOAuth2MailMessage : AsyncCmdlet
{
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

    /// <summary>The recipients: user@domain, or "Name" &lt;user@domain&gt;.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] To { get; set; } = [];

    /// <summary>The subject.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("sub")]
    public string? Subject { get; set; }

    /// <summary>The text; HTML with <c>-BodyAsHtml</c>.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    public string? Body { get; set; }

    /// <summary>The body is HTML.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("BAH")]
    public SwitchParameter BodyAsHtml { get; set; }

    /// <summary>The HTML alternative to <c>-Body</c>: the recipient's program shows one of the two.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? HtmlBody { get; set; }

    /// <summary>The sender. The profile's default without it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    /// <summary>Recipients of a copy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] Cc { get; set; } = [];

    /// <summary>Recipients that the others do not see.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] Bcc { get; set; } = [];

    /// <summary>Where answers go.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] ReplyTo { get; set; } = [];

    /// <summary>Files to attach; wildcards are resolved. They are read while they are sent.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] Attachments { get; set; } = [];

    /// <summary>Normal, High or Low.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public MailPriority Priority { get; set; }

    /// <summary>How many seconds the server may take for each answer. 120 by default.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = (int)MailSession.DefaultTimeout.TotalSeconds;

    /// <summary>Writes a result for each message.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The record whose properties are the message's parameters; the target of its error.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    private protected override object? ErrorTarget => (object?)InputObject ?? string.Join(", ", To);

    private protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await SelectProfileAsync(pipeline, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> attachments = await pipeline.InvokeAsync(_ => ResolveAttachments()).ConfigureAwait(false);
        using ComposedMessage message =
            MessageComposer.Compose(Describe(attachments), _profile!.From ?? _profile.UserName, DateTimeOffset.Now);
        string target = $"{string.Join(", ", message.Recipients.Select(r => r.Address))}: {message.Message.Subject}";
        if (!await pipeline.ShouldProcessAsync(target, "Send message").ConfigureAwait(false))
        {
            return;
        }

        await OpenSessionAsync(pipeline, cancellationToken).ConfigureAwait(false);
        long start = TimeProvider.System.GetTimestamp();
        DeliveryReceipt receipt = await _session!.SendAsync(message, cancellationToken).ConfigureAwait(false);
        pipeline.Verbose($"Sent to {target} ({receipt.ServerResponse})");
        if (PassThru)
        {
            await pipeline.WriteObjectAsync(new SendResult(message, receipt, TimeProvider.System.GetElapsedTime(start)))
                .ConfigureAwait(false);
        }
    }

    private protected override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
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
        }

        base.Dispose(disposing);
    }

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

    private OutgoingMessage Describe(IReadOnlyList<string> attachments)
    {
        if (BodyAsHtml && HtmlBody is not null)
        {
            throw new OAuth2MailException(
                "ParameterConflict",
                FailureKind.InvalidArgument,
                "-BodyAsHtml and -HtmlBody cannot go together.",
                "Give the text with -Body and the HTML with -HtmlBody, or only HTML with -Body -BodyAsHtml.");
        }

        return new OutgoingMessage
        {
            From = From,
            To = To,
            Cc = WithoutBlanks(Cc),
            Bcc = WithoutBlanks(Bcc),
            ReplyTo = WithoutBlanks(ReplyTo),
            Subject = Subject,
            TextBody = BodyAsHtml ? null : Body,
            HtmlBody = BodyAsHtml ? Body ?? "" : HtmlBody,
            Attachments = attachments,
            Priority = Priority switch
            {
                MailPriority.High => MessagePriority.Urgent,
                MailPriority.Low => MessagePriority.NonUrgent,
                _ => MessagePriority.Normal,
            },
        };
    }

    // A record's empty column is bound as an empty string, or null, and means that there is none.
    private static string[] WithoutBlanks(string[]? values) =>
        [.. (values ?? []).Where(value => !string.IsNullOrWhiteSpace(value))];

    private List<string> ResolveAttachments()
    {
        var paths = new List<string>();
        foreach (string attachment in WithoutBlanks(Attachments))
        {
            try
            {
                Collection<string> resolved =
                    SessionState.Path.GetResolvedProviderPathFromPSPath(attachment, out ProviderInfo provider);
                if (provider.Name == "FileSystem" && resolved.Count > 0)
                {
                    paths.AddRange(resolved);
                    continue;
                }
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                // Reported below.
            }

            throw new OAuth2MailException(
                "AttachmentNotFound",
                FailureKind.NotFound,
                $"There is no file '{attachment}' to attach. Nothing was sent.",
                "Check the path; relative ones start at the current location.");
        }

        return paths;
    }
}
