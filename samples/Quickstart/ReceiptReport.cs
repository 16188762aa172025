using MimeKit;
using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.Quickstart;

/// <summary>Shows a message as the server received it, and whether it is what was sent.</summary>
internal sealed class ReceiptReport(ReceivedMessage received, string subject, string attachment)
{
    public async Task WriteAsync(TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync("The server received:");
        await output.WriteLineAsync($"  by {received.Mechanism} as {received.UserName}, {(received.IsEncrypted ? "encrypted" : "NOT ENCRYPTED")}");
        await output.WriteLineAsync($"  MAIL FROM:<{received.From}> RCPT TO:<{string.Join(">, <", received.Recipients.Select(r => r.Address))}>");
        await output.WriteLineAsync();
        foreach (string line in received.Text.TrimEnd().Split("\r\n"))
        {
            await output.WriteLineAsync($"  | {line}");
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(IsIntact(received, subject, attachment)
            ? "The mail arrived intact."
            : "The mail that arrived is not the one that was sent.");
    }

    public static bool IsIntact(ReceivedMessage received, string subject, string attachment)
    {
        using var stream = new MemoryStream(received.Content.ToArray());
        using var message = MimeMessage.Load(stream);
        return received is { IsEncrypted: true, Mechanism: not null }
            && message.Subject == subject
            && message.TextBody?.Trim() == "The report is attached."
            && message.HtmlBody?.Contains("<b>attached</b>", StringComparison.Ordinal) == true
            && message.Attachments.OfType<MimePart>().Single() is { FileName: "report.csv" } part
            && TextOf(part) == attachment;
    }

    private static string TextOf(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return System.Text.Encoding.UTF8.GetString(content.ToArray());
    }
}
