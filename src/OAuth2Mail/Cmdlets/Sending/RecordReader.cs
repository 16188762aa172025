using System.Management.Automation;
using OAuth2Mail.Delivery;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>
/// What a record means: a message that its properties describe; if no recipient is given, a file that is a message; or, if the
/// command line gives everything else, a file to attach to one message, as with Send-MailMessage.
/// </summary>
/// <param name="cmdlet">The cmdlet, whose parameters are bound to the record.</param>
internal sealed class RecordReader(SendOAuth2MailMessage cmdlet) : IDisposable
{
    private readonly MessageReader _messages = new(cmdlet);
    private OutgoingMessage? _collected;
    private bool _hasFailed;

    private PSObject? Record => cmdlet.InputObject;

    private bool IsFile =>
        cmdlet.ParameterSetName == SendOAuth2MailMessage.Compose && Record?.BaseObject is string or FileSystemInfo;

    // No recipient is given: the file itself names them.
    private bool IsPrepared =>
        IsFile && MessageReader.WithoutBlanks([.. cmdlet.To ?? [], .. cmdlet.Cc ?? [], .. cmdlet.Bcc ?? []]).Length == 0;

    private bool IsAttachment => IsFile && cmdlet.MyInvocation.BoundParameters.Keys.All(
        name => cmdlet.GivenByValue.Contains(name) || name is nameof(cmdlet.InputObject) or nameof(cmdlet.Attachments));

    // Whether -Attachments has its value from the record's PSPath, and not from a column or a script block.
    private bool CameByPath =>
        cmdlet.Attachments is [var only] && Record?.Properties["PSPath"]?.Value is string path && only == path;

    private ProfileReference Profile =>
        new(cmdlet.ProfileName, cmdlet.Vault ?? (Record?.BaseObject as MailProfile)?.Vault, cmdlet.GivenByValue.Contains(nameof(cmdlet.ProfileName)));

    private DeliveryOptions Options => new()
    {
        RequireAllRecipients = cmdlet.RequireAllRecipients,
        MaximumRecipients = cmdlet.MaximumRecipients,
        SplitRecipients = cmdlet.SplitRecipients,
        Notification = cmdlet.DeliveryNotificationOption,
        NotificationReturn = cmdlet.DeliveryNotificationReturn,
        EnvelopeId = MessageReader.Given(cmdlet.EnvelopeId),
    };

    /// <summary>What an error about the record names as its target.</summary>
    public object Target => (object?)Record ?? string.Join(", ", cmdlet.To ?? []);

    /// <summary>Reads a record on the pipeline thread.</summary>
    /// <returns>The messages to send now; none where the record is collected.</returns>
    /// <exception cref="OAuth2MailException">The record does not say what to send.</exception>
    public IReadOnlyList<MailOrder> Read()
    {
        if (IsPrepared || cmdlet.MyInvocation.BoundParameters.ContainsKey(nameof(cmdlet.Path)))
        {
            RequireNothingElse();
            string[] paths = IsPrepared ? [PathOf(Record!)] : cmdlet.Path is { Length: > 0 } ? cmdlet.Path : [""];
            return [.. paths.SelectMany(Prepared)];
        }

        if (IsAttachment)
        {
            Collect();
            return [];
        }

        return [Composed(_messages.Read(PathsToAttach()), Target)];
    }

    /// <summary>
    /// The message that the records' files are attached to; null if no record was a file to attach, or one failed.
    /// </summary>
    public MailOrder? ReadCollected() =>
        _collected is null || _hasFailed ? null : Composed(_collected, string.Join(", ", cmdlet.To));

    /// <inheritdoc/>
    public void Dispose() => _messages.Dispose();

    // A prepared message is sent as it is: parameters that describe or encrypt a message must be meant for a different one.
    private void RequireNothingElse()
    {
        string? foreign = cmdlet.MyInvocation.BoundParameters.Keys.FirstOrDefault(name =>
            cmdlet.MyInvocation.MyCommand.Parameters[name].ParameterSets.ContainsKey(SendOAuth2MailMessage.Compose)
            && !(name == nameof(cmdlet.Attachments) && CameByPath));
        if (foreign is not null)
        {
            throw new OAuth2MailException(
                "ParameterConflict",
                FailureKind.InvalidArgument,
                $"-{foreign} cannot be used with a prepared message, which is sent as it is. Nothing was sent.",
                "Leave it out, or give the recipients with -To to attach the file to a new message.");
        }
    }

    private IEnumerable<MailOrder> Prepared(string path)
    {
        try
        {
            return FilePaths.Resolve(cmdlet.SessionState, path, "MessageNotFound").Select(file => new PreparedOrder(Profile, Options, file));
        }
        catch (OAuth2MailException e)
        {
            return [new MissingOrder(Profile, Options, string.IsNullOrWhiteSpace(path) ? Record : path, e)];
        }
    }

    private ComposedOrder Composed(OutgoingMessage outgoing, object target) => new(Profile, Options, target, outgoing);

    // The first record defines the message; each record adds an attachment.
    private void Collect()
    {
        try
        {
            OutgoingMessage outgoing = _messages.Read(PathsToAttach());
            _collected = _collected is null
                ? outgoing
                : _collected with { Attachments = [.. _collected.Attachments.Union(outgoing.Attachments)] };
        }
        catch (OAuth2MailException)
        {
            _hasFailed = true;
            throw;
        }
    }

    private IEnumerable<string> PathsToAttach()
    {
        IEnumerable<string> given = cmdlet.Attachments ?? [];
        if (cmdlet.GivenByValue.Contains(nameof(cmdlet.Attachments)))
        {
            return IsAttachment ? given.Append(PathOf(Record!)) : given;
        }

        if (IsAttachment || (Record?.BaseObject is FileSystemInfo && CameByPath))
        {
            return [PathOf(Record!)];
        }

        // Lines from Get-Content and registry keys have a path, too, but it is not meant to be attached.
        return CameByPath && Record!.BaseObject is not PSCustomObject ? [] : given;
    }

    // The full name: Windows PowerShell would convert some file objects to their names only.
    private static string PathOf(PSObject record) =>
        record.BaseObject is FileSystemInfo file ? file.FullName : record.BaseObject.ToString()!;
}
