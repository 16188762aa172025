using System.Text.RegularExpressions;
using MimeKit;
using MimeKit.Text;
using MimeKit.Utils;

namespace OAuth2Mail.Messages;

/// <summary>Finds the files on this machine that HTML shows as images, and makes the HTML refer to parts of the message.</summary>
/// <param name="folder">Where relative references start, and where the files are.</param>
/// <param name="domain">The right side of new Content-IDs.</param>
internal sealed class LocalImages(string folder, string domain)
{
    // RFC 3986 §3.1, with two letters at least: one is a drive. Uri is not used, because it rejects data: URIs as long as an
    // image.
    private static readonly Regex s_scheme =
        new("^[a-z][a-z0-9+.-]+:", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    private readonly ImageFolder _folder = new(folder);
    private readonly Dictionary<string, string> _contentIds = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _found = [];

    /// <summary>Content-IDs, each with its image's full path.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Found => _found;

    /// <summary>The HTML with references to parts of the message; references to elsewhere stay.</summary>
    /// <exception cref="OAuth2MailException">A file is missing, or is no image.</exception>
    public string Embed(string html)
    {
        string embedded = new HtmlToHtml { HtmlTagCallback = Rewrite }.Convert(html);

        // The converter also tidies other tags; without an image there is no reason to touch them.
        return _found.Count == 0 ? html : embedded;
    }

    private void Rewrite(HtmlTagContext tag, HtmlWriter writer)
    {
        if (tag.TagId != HtmlTagId.Image || tag.IsEndTag)
        {
            tag.WriteTag(writer, writeAttributes: true);
            return;
        }

        tag.WriteTag(writer, writeAttributes: false);
        foreach (HtmlAttribute attribute in tag.Attributes)
        {
            if (attribute.Id == HtmlAttributeId.Src && FindLocal(attribute.Value) is string path)
            {
                writer.WriteAttribute(HtmlAttributeId.Src, "cid:" + ContentIdOf(path));
            }
            else
            {
                writer.WriteAttribute(attribute);
            }
        }
    }

    private string ContentIdOf(string path)
    {
        if (!_contentIds.TryGetValue(path, out string? contentId))
        {
            contentId = MimeUtils.GenerateMessageId(domain);
            _contentIds.Add(path, contentId);
            _found.Add(new KeyValuePair<string, string>(contentId, path));
        }

        return contentId;
    }

    // Null for what is not a file here: http:, https:, data:, cid: and the like, and //host/path.
    private string? FindLocal(string? reference)
    {
        string text = reference?.Trim() ?? "";
        bool isFile = text.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        if (text.Length == 0 || text.StartsWith("//", StringComparison.Ordinal) || (s_scheme.IsMatch(text) && !isFile))
        {
            return null;
        }

        // C:\images\logo.png and /images/logo.png are absolute too; only file: is percent-encoded for sure.
        string[] readings = isFile && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            ? [uri.LocalPath]
            : [text, Uri.UnescapeDataString(text)];
        if (readings.Any(IsElsewhere))
        {
            throw NotHere(text, "is on another machine, or is a device");
        }

        // So that a report made from untrusted input cannot leak other files. They are not even looked for, because a link may
        // lead to another host.
        string[] paths = [.. readings.Select(FullPath).OfType<string>()];
        if (!Array.TrueForAll(paths, _folder.Holds))
        {
            throw NotHere(text, "is outside of it, directly or through a link");
        }

        string? path = paths.FirstOrDefault(File.Exists) ?? throw new OAuth2MailException(
            "ImageUnreadable",
            FailureKind.NotFound,
            $"The HTML shows '{text}', but there is no such file.",
            "Nothing was sent. Relative references start at the current location; leave -EmbedLocalImages out to keep them as they are.");

        return MimeTypes.GetMimeType(path).StartsWith("image/", StringComparison.Ordinal) ? path : throw new OAuth2MailException(
            "ImageInvalid",
            FailureKind.InvalidArgument,
            $"The HTML shows '{text}' as an image, but by its name that file is not one.",
            "Nothing was sent. Attach the file with -Attachments, or give it with -InlineImage.");
    }

    // To look for such a file, Windows would authenticate to its host as the user.
    private static bool IsElsewhere(string path) => path.Length > 1 && path[0] is '\\' or '/' && path[1] is '\\' or '/' or '?';

    private OAuth2MailException NotHere(string reference, string problem) => new(
        "ImageOutsideFolder",
        FailureKind.Security,
        $"The HTML shows '{reference}'; only images in '{folder}' are embedded, and this one {problem}.",
        "Nothing was sent. Change to the folder that holds the images, or give this one with -InlineImage.");

    private string? FullPath(string path)
    {
        try
        {
            return Path.GetFullPath(Path.Combine(folder, path));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            return null;
        }
    }
}
