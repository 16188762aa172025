using System.Collections;
using System.Management.Automation;
using System.Net.Mail;
using System.Security;
using System.Text;
using OAuth2Mail.Completion;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets;

/// <content>What the message is: first the parameters of Send-MailMessage, then those that it did not have.</content>
public sealed partial class SendOAuth2MailMessage
{
    /// <summary>The recipients: user@domain, or "Name" &lt;user@domain&gt;.</summary>
    [Parameter(ParameterSetName = Compose, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] To { get; set; } = [];

    /// <summary>The subject.</summary>
    [Parameter(ParameterSetName = Compose, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("sub")]
    public string? Subject { get; set; }

    /// <summary>The text; HTML with <c>-BodyAsHtml</c>. Without it, the message is empty.</summary>
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
    /// page's number. Text that it cannot represent is sent in UTF-8.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [Alias("BE")]
    [ArgumentCompleter(typeof(EncodingNameCompleter))]
    [EncodingTransformation]
    public Encoding? Encoding { get; set; }

    /// <summary>The sender. By default, the profile's default sender.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string? From { get; set; }

    /// <summary>Recipients of a copy.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string[] Cc { get; set; } = [];

    /// <summary>Recipients that the others do not see.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string[] Bcc { get; set; } = [];

    /// <summary>Where replies go.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string[] ReplyTo { get; set; } = [];

    /// <summary>
    /// Files to attach; wildcards are resolved. They are read while the message is sent. Files and paths from the pipeline are
    /// attached to one message if everything else is given on the command line.
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
    /// Images that the HTML shows, as a table of Content-IDs and paths. <c>@{ logo = './logo.png' }</c> is shown by
    /// <c>&lt;img src="cid:logo"&gt;</c>.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [TableTransformation]
    public IDictionary? InlineImage { get; set; }

    /// <summary>
    /// Embeds the files on this machine that the HTML shows as images. Relative paths start at the current location.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [BlankIsNothing(false)]
    public SwitchParameter EmbedLocalImages { get; set; }

    /// <summary>An iCalendar file (.ics) with a METHOD, which mail programs show as an invitation. 1 MB at most.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string? CalendarFile { get; set; }

    /// <summary>Further headers, as a table of names and values. An array of values adds one header for each.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [TableTransformation]
    [Alias("Headers")]
    public IDictionary? Header { get; set; }

    /// <summary>The Message-ID, with or without angle brackets. By default, a new one.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string? MessageId { get; set; }

    /// <summary>The Message-ID of the message that this one answers.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string? InReplyTo { get; set; }

    /// <summary>The Message-IDs of the conversation so far, oldest first. The one in <c>-InReplyTo</c> is added.</summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    public string[] References { get; set; } = [];

    /// <summary>
    /// Who is to be notified when the message is read (RFC 8098). The recipient's mail program may ask first, or refuse.
    /// </summary>
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
    /// Message files (.eml), sent byte for byte except for the Bcc header; wildcards are resolved. Sender and recipients are
    /// taken from their headers.
    /// </summary>
    [Parameter(ParameterSetName = Prepared, ValueFromPipelineByPropertyName = true)]
    [FileSystemPathTransformation]
    public string[] Path { get; set; } = [];
}
