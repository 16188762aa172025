using System.Management.Automation;
using OAuth2Mail.Errors;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets;

/// <content>Messages that exist already, as files.</content>
public sealed partial class SendOAuth2MailMessage
{
    /// <summary>
    /// Messages as files (.eml), sent byte for byte but for the Bcc header; wildcards are resolved. Sender and recipients are
    /// those of their headers.
    /// </summary>
    [Parameter(ParameterSetName = Prepared, ValueFromPipelineByPropertyName = true)]
    [FileSystemPathTransformation]
    public string[] Path { get; set; } = [];

    // The target of errors about one of several files.
    private string? _file;

    // A file that is bad is that file's error; the others are sent.
    private async Task SendPreparedAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        RequireNothingElse();
        string[] paths = IsPrepared ? [PathOf(InputObject!)] : Path is { Length: > 0 } ? Path : [""];
        foreach (string path in paths)
        {
            try
            {
                IReadOnlyList<string> files = await pipeline.InvokeAsync(
                    cmdlet => FilePaths.Resolve(cmdlet.SessionState, path, "MessageNotFound")).ConfigureAwait(false);
                foreach (string file in files)
                {
                    await SendFileAsync(file, pipeline, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OAuth2MailException e)
            {
                await pipeline.WriteErrorAsync(ErrorRecords.From(e, string.IsNullOrWhiteSpace(path) ? InputObject : path)).ConfigureAwait(false);
            }
        }
    }

    // A prepared message is sent as it is: whoever also says what it is to be, or for whom to encrypt it, means another one.
    private void RequireNothingElse()
    {
        string? foreign = MyInvocation.BoundParameters.Keys.FirstOrDefault(name =>
            MyInvocation.MyCommand.Parameters[name].ParameterSets.ContainsKey(Compose) && !(name == nameof(Attachments) && CameByPath));
        if (foreign is not null)
        {
            throw new OAuth2MailException(
                "ParameterConflict",
                FailureKind.InvalidArgument,
                $"-{foreign} cannot go with a prepared message, which is sent as it is. Nothing was sent.",
                "Leave it out, or give the recipients with -To to attach the file to a new message.");
        }
    }

    private async Task SendFileAsync(string file, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        _file = file;
        try
        {
            await SelectProfileAsync(pipeline, cancellationToken).ConfigureAwait(false);
            using ComposedMessage message = await PreparedMessage.OpenAsync(file, cancellationToken).ConfigureAwait(false);
            await DeliverAsync(message, pipeline, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(e, file)).ConfigureAwait(false);
        }
        finally
        {
            _file = null;
        }
    }
}
