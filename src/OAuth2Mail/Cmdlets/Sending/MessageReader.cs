using System.Collections;
using System.Management.Automation;
using System.Net.Mail;
using System.Text;
using MimeKit;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>The message that the parameters describe, as they are bound to a record.</summary>
/// <param name="cmdlet">The cmdlet that has them.</param>
internal sealed class MessageReader(SendOAuth2MailMessage cmdlet) : IDisposable
{
    private readonly CertificateReader _certificates = new(cmdlet);

    /// <summary>Reads the parameters on the pipeline thread.</summary>
    /// <param name="attachments">The paths to attach; wildcards are resolved.</param>
    /// <exception cref="OAuth2MailException">Two of them contradict each other, or a value is bad.</exception>
    public OutgoingMessage Read(IEnumerable<string> attachments)
    {
        if (cmdlet.BodyAsHtml && Given(cmdlet.HtmlBody) is not null)
        {
            throw new OAuth2MailException(
                "ParameterConflict",
                FailureKind.InvalidArgument,
                "-BodyAsHtml and -HtmlBody cannot be used together.",
                "Give the text with -Body and the HTML with -HtmlBody, or only HTML with -Body -BodyAsHtml.");
        }

        return new OutgoingMessage
        {
            From = Given(cmdlet.From),
            To = WithoutBlanks(cmdlet.To),
            Cc = WithoutBlanks(cmdlet.Cc),
            Bcc = WithoutBlanks(cmdlet.Bcc),
            ReplyTo = WithoutBlanks(cmdlet.ReplyTo),
            Subject = cmdlet.Subject,
            TextBody = cmdlet.BodyAsHtml ? null : cmdlet.Body,
            HtmlBody = cmdlet.BodyAsHtml ? cmdlet.Body ?? "" : Given(cmdlet.HtmlBody),
            Encoding = cmdlet.Encoding ?? Encoding.UTF8,
            Attachments = [.. WithoutBlanks(attachments).SelectMany(path => FilePaths.Resolve(cmdlet.SessionState, path, "AttachmentNotFound"))],
            InlineImages = [.. ReadImages()],
            ImageFolder = cmdlet.EmbedLocalImages ? cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath : null,
            CalendarFile = Given(cmdlet.CalendarFile) is string calendar
                ? FilePaths.ResolveOne(cmdlet.SessionState, calendar, "CalendarFileNotFound")
                : null,
            Headers = ReadHeaders(),
            MessageId = Given(cmdlet.MessageId),
            InReplyTo = Given(cmdlet.InReplyTo),
            References = WithoutBlanks(cmdlet.References),
            ReadReceiptTo = WithoutBlanks(cmdlet.ReadReceiptTo),
            IsAutoSubmitted = cmdlet.AutoSubmitted,
            Security = _certificates.Read(),
            Priority = cmdlet.Priority switch
            {
                MailPriority.High => MessagePriority.Urgent,
                MailPriority.Low => MessagePriority.NonUrgent,
                _ => MessagePriority.Normal,
            },
        };
    }

    /// <summary>The values that are not blank: a record's empty column is bound as an empty string, or null.</summary>
    public static string[] WithoutBlanks(IEnumerable<string>? values) =>
        [.. (values ?? []).Where(value => !string.IsNullOrWhiteSpace(value))];

    /// <summary>The value, or null if it is blank.</summary>
    public static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    /// <inheritdoc/>
    public void Dispose() => _certificates.Dispose();

    private IEnumerable<KeyValuePair<string, string>> ReadImages()
    {
        foreach (DictionaryEntry image in cmdlet.InlineImage ?? new Hashtable())
        {
            string path = Text(new FileSystemPathTransformationAttribute().Transform(null!, image.Value));
            yield return new KeyValuePair<string, string>(
                Text(image.Key), FilePaths.ResolveOne(cmdlet.SessionState, path, "ImageNotFound"));
        }
    }

    // An array adds one header for each of its values.
    private List<KeyValuePair<string, string>> ReadHeaders()
    {
        var list = new List<KeyValuePair<string, string>>();
        foreach (DictionaryEntry entry in cmdlet.Header ?? new Hashtable())
        {
            object? value = StructuredValue.Unwrap(entry.Value);
            if (StructuredValue.IsNested(value))
            {
                throw new OAuth2MailException(
                    "HeaderInvalid",
                    FailureKind.InvalidArgument,
                    $"-Header: the value of '{entry.Key}' is a table or a list of lists. Nothing was sent.",
                    "Give a string, or an array of strings for one header each.");
            }

            IEnumerable values = value is IEnumerable and not string ? (IEnumerable)value : new[] { value };
            foreach (object? each in values)
            {
                list.Add(new KeyValuePair<string, string>(Text(entry.Key), Text(each)));
            }
        }

        return list;
    }

    private static string Text(object? value) => LanguagePrimitives.ConvertTo<string>(value) ?? "";
}
