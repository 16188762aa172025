using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Net.Mail;
using MimeKit;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Cmdlets;

/// <content>What the message is.</content>
public sealed partial class SendOAuth2MailMessage
{
    /// <summary>The recipients: user@domain, or "Name" &lt;user@domain&gt;.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] To { get; set; } = [];

    /// <summary>The subject.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("sub")]
    public string? Subject { get; set; }

    /// <summary>The text; HTML with <c>-BodyAsHtml</c>.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    public string? Body { get; set; }

    /// <summary>The body is HTML.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("BAH")]
    public SwitchParameter BodyAsHtml { get; set; }

    /// <summary>The HTML alternative to <c>-Body</c>: the recipient's program shows one of the two.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? HtmlBody { get; set; }

    /// <summary>The sender. The profile's default without it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    /// <summary>Recipients of a copy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] Cc { get; set; } = [];

    /// <summary>Recipients that the others do not see.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] Bcc { get; set; } = [];

    /// <summary>Where answers go.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] ReplyTo { get; set; } = [];

    /// <summary>Files to attach; wildcards are resolved. They are read while they are sent.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] Attachments { get; set; } = [];

    /// <summary>Normal, High or Low.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public MailPriority Priority { get; set; }

    private OutgoingMessage Describe(IReadOnlyList<string> attachments)
    {
        if (BodyAsHtml && HtmlBody is not null)
        {
            throw new OAuth2MailException(
                "ParameterConflict",
                FailureKind.InvalidArgument,
                "-BodyAsHtml and -HtmlBody cannot go together.",
                "Give the text with -Body and the HTML with -HtmlBody, or only HTML with -Body -BodyAsHtml.");
        }

        return new OutgoingMessage
        {
            From = From,
            To = To,
            Cc = WithoutBlanks(Cc),
            Bcc = WithoutBlanks(Bcc),
            ReplyTo = WithoutBlanks(ReplyTo),
            Subject = Subject,
            TextBody = BodyAsHtml ? null : Body,
            HtmlBody = BodyAsHtml ? Body ?? "" : HtmlBody,
            Attachments = attachments,
            Priority = Priority switch
            {
                MailPriority.High => MessagePriority.Urgent,
                MailPriority.Low => MessagePriority.NonUrgent,
                _ => MessagePriority.Normal,
            },
        };
    }

    // A record's empty column is bound as an empty string, or null, and means that there is none.
    private static string[] WithoutBlanks(string[]? values) =>
        [.. (values ?? []).Where(value => !string.IsNullOrWhiteSpace(value))];

    private List<string> ResolveAttachments()
    {
        var paths = new List<string>();
        foreach (string attachment in WithoutBlanks(Attachments))
        {
            try
            {
                Collection<string> resolved =
                    SessionState.Path.GetResolvedProviderPathFromPSPath(attachment, out ProviderInfo provider);
                if (provider.Name == "FileSystem" && resolved.Count > 0)
                {
                    paths.AddRange(resolved);
                    continue;
                }
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                // Reported below.
            }

            throw new OAuth2MailException(
                "AttachmentNotFound",
                FailureKind.NotFound,
                $"There is no file '{attachment}' to attach. Nothing was sent.",
                "Check the path; relative ones start at the current location.");
        }

        return paths;
    }
}
