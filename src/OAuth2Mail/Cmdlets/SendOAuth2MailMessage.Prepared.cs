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
        string[] paths = Path.Length > 0 ? Path : [PathOf(InputObject!)];
        foreach (string path in paths.Where(path => !string.IsNullOrWhiteSpace(path)))
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
                await pipeline.WriteErrorAsync(ErrorRecords.From(e, path)).ConfigureAwait(false);
            }
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
    }
}
