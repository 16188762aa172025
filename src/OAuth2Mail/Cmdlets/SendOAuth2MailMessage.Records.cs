using System.Management.Automation;
using OAuth2Mail.Errors;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets;

/// <content>
/// What comes down the pipeline: records that describe a message each; or, where all else is given on the command line, files
/// to attach to one message, as with Send-MailMessage; or, where nothing else is said, files that are messages.
/// </content>
public sealed partial class SendOAuth2MailMessage
{
    private OutgoingMessage? _collected;
    private bool _collectionFailed;

    // A record may be there for script blocks alone, or be a file.
    private protected override bool TakesAnyRecord => true;

    private bool IsFile => ParameterSetName == Compose && InputObject?.BaseObject is string or FileSystemInfo;

    // Nothing says to whom it goes, so the file does.
    private bool IsPrepared => IsFile && WithoutBlanks([.. To ?? [], .. Cc ?? [], .. Bcc ?? []]).Length == 0;

    private bool IsAttachment => IsFile
        && MyInvocation.BoundParameters.Keys.All(
            name => GivenByValue.Contains(name) || name is nameof(InputObject) or nameof(Attachments));

    // The first record says what the message is; all of them, what is attached.
    private async Task CollectAsync(CmdletPipeline pipeline)
    {
        try
        {
            OutgoingMessage outgoing = await pipeline.InvokeAsync(_ => Describe()).ConfigureAwait(false);
            _collected = _collected is null
                ? outgoing
                : _collected with { Attachments = [.. _collected.Attachments.Union(outgoing.Attachments)] };
        }
        catch (OAuth2MailException)
        {
            _collectionFailed = true;
            throw;
        }
    }

    private async Task SendCollectedAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (_collected is null || _collectionFailed)
        {
            return;
        }

        try
        {
            await ComposeAndSendAsync(_collected, pipeline, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(e, string.Join(", ", To))).ConfigureAwait(false);
        }
    }

    private IEnumerable<string> PathsToAttach()
    {
        IEnumerable<string> given = Attachments ?? [];
        if (GivenByValue.Contains(nameof(Attachments)))
        {
            return IsAttachment ? given.Append(PathOf(InputObject!)) : given;
        }

        if (IsAttachment || (InputObject?.BaseObject is FileSystemInfo && CameByPath))
        {
            return [PathOf(InputObject!)];
        }

        // The lines of Get-Content and the keys of the registry have a path too, and nobody means to attach that.
        return CameByPath && InputObject!.BaseObject is not PSCustomObject ? [] : given;
    }

    // Whether -Attachments has its value from the record's PSPath, and not from a column or a script block.
    private bool CameByPath =>
        Attachments is [var only] && InputObject?.Properties["PSPath"]?.Value is string path && only == path;

    // The full name: Windows PowerShell would take some file objects for their names only.
    private static string PathOf(PSObject record) =>
        record.BaseObject is FileSystemInfo file ? file.FullName : record.BaseObject.ToString()!;
}
