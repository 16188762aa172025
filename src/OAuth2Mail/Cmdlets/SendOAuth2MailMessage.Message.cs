using System.Collections;
using System.Management.Automation;
using System.Net.Mail;
using System.Security;
using System.Text;
using OAuth2Mail.Completion;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets;

/// <content>What the message is: first as Send-MailMessage's users say it, then what that did not have.</content>
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

    /// <summary>The HTML alternative to <c>-Body</c>: the recipient's program shows one of the two.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [LinesTransformation]
    public string? HtmlBody { get; set; }

    /// <summary>
    /// Images that the HTML shows: a Content-ID and a path each. <c>@{ logo = './logo.png' }</c> is shown by
    /// <c>&lt;img src="cid:logo"&gt;</c>.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [TableTransformation]
    public IDictionary? InlineImage { get; set; }

    /// <summary>
    /// Sends along the files on this machine that the HTML shows as images. Relative references start at the current location.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [BlankIsNothing(false)]
    public SwitchParameter EmbedLocalImages { get; set; }

    /// <summary>An iCalendar file (.ics) with a METHOD, which mail programs show as an invitation. 1 MB at most.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string? CalendarFile { get; set; }

    /// <summary>Further headers: a name and a value each. An array of values is a header for each.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [TableTransformation]
    [Alias("Headers")]
    public IDictionary? Header { get; set; }

    /// <summary>The Message-ID, with or without angle brackets. A new one without it.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string? MessageId { get; set; }

    /// <summary>The Message-ID of the message that this one answers.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string? InReplyTo { get; set; }

    /// <summary>The Message-IDs of the conversation so far, oldest first. What <c>-InReplyTo</c> names is added.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string[] References { get; set; } = [];

    /// <summary>Who asks to be told that the message was read (RFC 8098). The recipient's program may ask or refuse.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string[] ReadReceiptTo { get; set; } = [];

    /// <summary>Marks the message as written by a machine, so that no out-of-office notice answers it (RFC 3834).</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [BlankIsNothing(false)]
    public SwitchParameter AutoSubmitted { get; set; }

    /// <summary>
    /// Signs the message (S/MIME) with a certificate and its private key: a certificate object, a .pfx or .pem file, a
    /// thumbprint, or a path on the Cert: drive.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [MustArrive]
    [FileSystemPathTransformation]
    public CertificateReference? SigningCertificate { get; set; }

    /// <summary>The password of the file that <c>-SigningCertificate</c> names.</summary>
    [Parameter(ParameterSetName = Compose)]
    public SecureString? SigningCertificatePassword { get; set; }

    /// <summary>
    /// Encrypts the message (S/MIME) for the owners of these certificates: certificate objects, .cer, .crt, .der, .pem or
    /// .p7b files (wildcards are resolved), thumbprints, or paths on the Cert: drive.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [MustArrive]
    [FileSystemPathTransformation]
    public CertificateReference[]? EncryptFor { get; set; }

    /// <summary>
    /// Messages as files (.eml), sent byte for byte but for the Bcc header; wildcards are resolved. Sender and recipients are
    /// those of their headers.
    /// </summary>
    [Parameter(ParameterSetName = Prepared, ValueFromPipelineByPropertyName = true)]
    [FileSystemPathTransformation]
    public string[] Path { get; set; } = [];
}
