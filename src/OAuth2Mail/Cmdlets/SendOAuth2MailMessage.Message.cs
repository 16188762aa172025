using System.Collections;
using System.Management.Automation;
using System.Net.Mail;
using System.Text;
using MimeKit;
using OAuth2Mail.Completion;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets;

/// <content>What the message is, said as Send-MailMessage's users say it.</content>
public sealed partial class SendOAuth2MailMessage
{
    /// <summary>The recipients: user@domain, or "Name" &lt;user@domain&gt;.</summary>
    [Parameter(ParameterSetName = Compose, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] To { get; set; } = [];

    /// <summary>The subject.</summary>
    [Parameter(ParameterSetName = Compose, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("sub")]
    public string? Subject { get; set; }

    /// <summary>The text; HTML with <c>-BodyAsHtml</c>. A message without one is empty.</summary>
    [Parameter(ParameterSetName = Compose, Position = 2, ValueFromPipelineByPropertyName = true)]
    [LinesTransformation]
    public string? Body { get; set; }

    /// <summary>The body is HTML.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [Alias("BAH")]
    [BlankIsNothing(false)]
    public SwitchParameter BodyAsHtml { get; set; }

    /// <summary>
    /// The character set of bodies, subject and names: utf8 (the default), ascii, unicode, oem, a registered name or a code
    /// page's number. What it cannot hold is sent in UTF-8.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [Alias("BE")]
    [ArgumentCompleter(typeof(EncodingNameCompleter))]
    [EncodingTransformation]
    public Encoding? Encoding { get; set; }

    /// <summary>The sender. The profile's default without it.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string? From { get; set; }

    /// <summary>Recipients of a copy.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string[] Cc { get; set; } = [];

    /// <summary>Recipients that the others do not see.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string[] Bcc { get; set; } = [];

    /// <summary>Where answers go.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string[] ReplyTo { get; set; } = [];

    /// <summary>
    /// Files to attach; wildcards are resolved. They are read while they are sent. Files and paths that come down the pipeline
    /// are attached to one message where all else is given on the command line.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [FileSystemPathTransformation]
    public string[] Attachments { get; set; } = [];

    /// <summary>Normal, High or Low.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [BlankIsNothing(MailPriority.Normal)]
    public MailPriority Priority { get; set; }

    private OutgoingMessage Describe()
    {
        if (BodyAsHtml && Given(HtmlBody) is not null)
        {
            throw new OAuth2MailException(
                "ParameterConflict",
                FailureKind.InvalidArgument,
                "-BodyAsHtml and -HtmlBody cannot go together.",
                "Give the text with -Body and the HTML with -HtmlBody, or only HTML with -Body -BodyAsHtml.");
        }

        return new OutgoingMessage
        {
            From = Given(From),
            To = WithoutBlanks(To),
            Cc = WithoutBlanks(Cc),
            Bcc = WithoutBlanks(Bcc),
            ReplyTo = WithoutBlanks(ReplyTo),
            Subject = Subject,
            TextBody = BodyAsHtml ? null : Body,
            HtmlBody = BodyAsHtml ? Body ?? "" : Given(HtmlBody),
            Encoding = Encoding ?? Encoding.UTF8,
            Attachments = [.. WithoutBlanks([.. PathsToAttach()]).SelectMany(path => FilePaths.Resolve(SessionState, path, "AttachmentNotFound"))],
            InlineImages = [.. ReadImages()],
            ImageFolder = EmbedLocalImages ? SessionState.Path.CurrentFileSystemLocation.ProviderPath : null,
            CalendarFile = Given(CalendarFile) is string calendar ? ResolveOne(calendar, "CalendarFileNotFound") : null,
            Headers = ReadHeaders(Header),
            MessageId = Given(MessageId),
            InReplyTo = Given(InReplyTo),
            References = WithoutBlanks(References),
            ReadReceiptTo = WithoutBlanks(ReadReceiptTo),
            IsAutoSubmitted = AutoSubmitted,
            Security = ReadSecurity(),
            Priority = Priority switch
            {
                MailPriority.High => MessagePriority.Urgent,
                MailPriority.Low => MessagePriority.NonUrgent,
                _ => MessagePriority.Normal,
            },
        };
    }

    private IEnumerable<KeyValuePair<string, string>> ReadImages()
    {
        foreach (DictionaryEntry image in InlineImage ?? new Hashtable())
        {
            yield return new KeyValuePair<string, string>(
                Text(image.Key), ResolveOne(Text(new FileSystemPathTransformationAttribute().Transform(null!, image.Value)), "ImageNotFound"));
        }
    }

    private string ResolveOne(string path, string errorId) => FilePaths.Resolve(SessionState, path, errorId) is [var only]
        ? only
        : throw new OAuth2MailException(
            errorId, FailureKind.InvalidArgument, $"'{path}' is more than one file.", "Name one file.");

    // A record's empty column is bound as an empty string, or null, and means that there is none.
    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static string[] WithoutBlanks(string[]? values) =>
        [.. (values ?? []).Where(value => !string.IsNullOrWhiteSpace(value))];
}
