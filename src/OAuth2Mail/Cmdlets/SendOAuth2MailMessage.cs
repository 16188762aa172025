using System.Management.Automation;
using System.Net.Mail;
using OAuth2Mail.Cmdlets.Sending;
using OAuth2Mail.Completion;
using OAuth2Mail.Delivery;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets;

/// <summary>Composes messages, or takes prepared ones, and delivers them, all over one connection.</summary>
[Cmdlet(VerbsCommunications.Send, "OAuth2MailMessage", SupportsShouldProcess = true, DefaultParameterSetName = Compose)]
[OutputType(typeof(SendResult))]
public sealed partial class SendOAuth2MailMessage : RecordCmdlet
{
    internal const string Compose = "Compose";
    private const string Prepared = "Prepared";

    private readonly RecordReader _records;
    private IReadOnlyList<MailOrder> _orders = [];
    private RunSettings? _settings;
    private OrderDelivery? _delivery;
    private int _count;

    /// <summary>Makes the cmdlet.</summary>
    public SendOAuth2MailMessage() => _records = new RecordReader(this);

    /// <summary>The profile to send with. A profile in the pipeline is one, too.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Profile", "Name")]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ProfileName { get; set; } = "";

    /// <summary>The vault that holds the profile.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>
    /// How many seconds the server may take for each answer, and for connecting and authentication as a whole. 120 by default;
    /// for the reply to a complete message, at least ten minutes (RFC 5321 §4.5.3.2.6).
    /// </summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = (int)MailSession.DefaultTimeout.TotalSeconds;

    /// <summary>
    /// Also saves what is sent: in this folder, or as this file if it ends with .eml. With <c>-WhatIf</c> it is only saved.
    /// Existing files are not overwritten; a number is added to a name that is taken.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SaveTo { get; set; }

    /// <summary>Sends to nobody if the server refuses one of the recipients.</summary>
    [Parameter]
    public SwitchParameter RequireAllRecipients { get; set; }

    /// <summary>
    /// The maximum number of recipients of a message; more are an error, or go in further transactions with
    /// <c>-SplitRecipients</c>. By default, the provider's limit: Exchange Online 1,000, Gmail 100.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaximumRecipients { get; set; }

    /// <summary>
    /// Splits a message with more recipients than the server accepts into several transactions, each with its own result.
    /// </summary>
    [Parameter]
    public SwitchParameter SplitRecipients { get; set; }

    /// <summary>
    /// When the server should notify the sender about the delivery of the message: None, OnSuccess, OnFailure, Delay or Never.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DNO")]
    [BlankIsNothing(DeliveryNotificationOptions.None)]
    public DeliveryNotificationOptions DeliveryNotificationOption { get; set; }

    /// <summary>How much of the message such a notification contains: Full or HeadersOnly.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankIsNothing]
    public DeliveryNotificationReturn? DeliveryNotificationReturn { get; set; }

    /// <summary>
    /// The id by which such a notification refers to the message: up to 100 printable ASCII characters without spaces.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? EnvelopeId { get; set; }

    /// <summary>The most connections at once; 1 by default. With more, results come in the order in which the server answers.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>The most messages in any minute; 0 for no limit. The default is what the provider publishes: 30 at Exchange Online.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int? RateLimit { get; set; }

    /// <summary>How many times a message is tried again after a temporary failure, later each time; 3 by default.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 3;

    /// <summary>Goes beyond what the provider publishes: connections at once, and messages a minute.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// A file that each outcome is appended to (JSON lines). Run again with the same input, the command skips what was
    /// delivered. One run at a time.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Also sends again what the journal calls uncertain: the recipients may receive it twice.</summary>
    [Parameter]
    public SwitchParameter ResendUncertain { get; set; }

    /// <summary>A file that the SMTP conversation (commands, replies, messages) and the token requests are appended to, without their secrets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProtocolLogPath { get; set; }

    /// <summary>Outputs a result for each message, or for each transaction of a message.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    // A record may be there only for script blocks to use, or be a file.
    private protected override bool TakesAnyRecord => true;

    private protected override object? ErrorTarget => _records.Target;

    private protected override void ReadRecord()
    {
        _settings ??= RunSettings.Of(this, IsVerbose);
        _orders = _records.Read();
        _count += _orders.Count;
    }

    private protected override Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        _delivery ??= new OrderDelivery(this, pipeline, _settings!);
        return _delivery.SendAsync(_orders, cancellationToken);
    }

    private protected override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (_delivery is null)
        {
            return;
        }

        if (_records.ReadCollected() is MailOrder collected)
        {
            await _delivery.SendAsync([collected], cancellationToken).ConfigureAwait(false);
        }

        await _delivery.CompleteAsync(_count, cancellationToken).ConfigureAwait(false);
    }

    private protected override Task UnwindAsync() => _delivery?.UnwindAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Cancelled first: a message that is under way is not tried again over a connection that is closed here.
        base.Dispose(disposing);
        if (disposing)
        {
            _delivery?.Dispose();
            _records.Dispose();
        }
    }
}
