using System.Text;
using Xunit;

namespace OAuth2Mail.Tests.Messages;

public sealed class InvitationTests : MessageFolder
{
    private const string Event = "BEGIN:VEVENT\nUID:1\nSUMMARY:Grüße\nMETHOD:DECOY\nEND:VEVENT\n";

    [Theory]
    [InlineData("METHOD:REQUEST", "REQUEST")]
    [InlineData("method;x-a=b:cancel", "CANCEL")]
    public void Invitation_is_an_alternative_with_its_method(string line, string method)
    {
        var ics = $"BEGIN:VCALENDAR\nVERSION:2.0\n{line}\n{Event}END:VCALENDAR\n";

        var body = Read(Outgoing with { HtmlBody = "<p>Come", CalendarFile = File("a.ics", "\uFEFF" + ics) }).Body;

        Assert.Equal("multipart/alternative", body.Type);
        Assert.Equal(["text/plain", "text/html", "text/calendar"], body.Parts.Select(static p => p.Type));
        Assert.Equal(method, body.Parts[2].Parameters["method"]);
        Assert.Equal("utf-8", body.Parts[2].Charset);
        Assert.Equal(ics, body.Parts[2].Text!.ReplaceLineEndings("\n"));
        Assert.Null(body.Parts[2].Disposition);
    }

    [Theory]
    [InlineData("METH\n OD:REQUEST")]
    [InlineData("METHOD;X-A=b\n\t;X-C=d:REQ\n UEST")]
    public void Folded_lines_are_read_as_one(string line)
    {
        var ics = $"BEGIN:VCALENDAR\n{line}\n{Event}END:VCALE\n NDAR\n";

        Assert.Equal("REQUEST", Read(Outgoing with { CalendarFile = File("a.ics", ics) }).Body.Parts[1].Parameters["method"]);
    }

    [Fact]
    public void Long_lines_are_folded_and_read_the_same()
    {
        var summary = "SUMMARY:" + string.Concat(Enumerable.Repeat("Grüße 😀 ", 60));
        var ics = $"BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\n{summary}\nUID:1\n folded\nEND:VEVENT\nEND:VCALENDAR\n";

        var sent = Read(Outgoing with { CalendarFile = File("a.ics", ics) }).Body.Parts[1].Text!.ReplaceLineEndings("\n");

        Assert.All(sent.Split('\n'), static line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.Contains(summary, sent.Replace("\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("UID:1\n folded\n", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\nworld")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0\n" + Event + "END:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nMETHOD:\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nMETHOD:RE\"Q\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nMETHOD:REQUEST\n")]
    public void File_that_is_no_invitation_is_refused(string content)
        => Refuses("CalendarFileInvalid", Outgoing with { CalendarFile = File("a.ics", content) });

    [Fact]
    public void Large_file_and_other_encodings_are_refused()
    {
        Refuses("CalendarFileInvalid", Outgoing with { CalendarFile = File("big.ics", new byte[(1024 * 1024) + 1]) });
        Refuses("CalendarFileInvalid", Outgoing with { CalendarFile = File("latin.ics", Encoding.Latin1.GetBytes("BEGIN:VCALENDAR\nMETHOD:REQUEST\nX:ü\nEND:VCALENDAR")) });
        Refuses("CalendarFileUnreadable", Outgoing with { CalendarFile = Path.Combine(Folder, "none.ics") });
    }
}
