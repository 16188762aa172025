using System.Collections;
using System.Management.Automation;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets;

/// <content>What Send-MailMessage did not have.</content>
public sealed partial class SendOAuth2MailMessage
{
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

    // An array is a header for each of its values.
    private static List<KeyValuePair<string, string>> ReadHeaders(IDictionary? headers)
    {
        var list = new List<KeyValuePair<string, string>>();
        foreach (DictionaryEntry entry in headers ?? new Hashtable())
        {
            object? value = StructuredValue.Unwrap(entry.Value);
            if (StructuredValue.IsNested(value))
            {
                throw new OAuth2MailException(
                    "HeaderInvalid",
                    FailureKind.InvalidArgument,
                    $"-Header: the value of '{entry.Key}' is a table or a list of lists. Nothing was sent.",
                    "Give a text, or an array of texts for a header each.");
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
