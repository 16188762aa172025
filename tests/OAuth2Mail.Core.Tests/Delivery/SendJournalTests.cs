using Microsoft.Extensions.Time.Testing;
using OAuth2Mail.Delivery;
using OAuth2Mail.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Delivery;

public sealed class SendJournalTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 3, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("oauth2mail-journal-").FullName;

    private string File => System.IO.Path.Combine(_folder, "run.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_delivered_is_known_to_the_next_run_recipient_by_recipient()
    {
        using (SendJournal first = await OpenAsync())
        {
            first.Append(Entry("a", JournalStatus.Sent, "ann@contoso.test"));
            first.Append(Entry("a", JournalStatus.Failed, "bob@contoso.test"));
            first.Append(Entry("a", JournalStatus.Uncertain, "cy@contoso.test"));
        }

        using SendJournal second = await OpenAsync();
        JournalRecord record = second.Find("a")!;

        Assert.True(record.IsDelivered("ANN@contoso.test"));
        Assert.False(record.IsDelivered("bob@contoso.test"));
        Assert.True(record.IsUncertain("cy@contoso.test"));
        Assert.Null(second.Find("b"));
    }

    [Fact]
    public async Task Recipients_of_the_last_day_are_counted()
    {
        using (SendJournal first = await OpenAsync())
        {
            first.Append(Entry("a", JournalStatus.Sent, "ann@contoso.test", "bob@contoso.test"));
            _time.Advance(TimeSpan.FromHours(23));
            first.Append(Entry("b", JournalStatus.Sent, "cy@contoso.test"));
            first.Append(Entry("c", JournalStatus.Failed, "dee@contoso.test"));
            Assert.Equal(3, first.RecipientsOfLastDay);
        }

        _time.Advance(TimeSpan.FromHours(2));
        using SendJournal second = await OpenAsync();

        Assert.Equal(1, second.RecipientsOfLastDay);
    }

    // Wherever a process is killed, or a disk fills up.
    [Fact]
    public async Task A_last_line_that_is_torn_anywhere_counts_as_not_written()
    {
        byte[] first;
        byte[] both;
        using (SendJournal journal = await OpenAsync())
        {
            journal.Append(Entry("a", JournalStatus.Sent, "ann@contoso.test"));
            first = Read();
            journal.Append(Entry("é", JournalStatus.Sent, "böb@contoso.test"));
            both = Read();
        }

        for (int length = first.Length; length < both.Length; length++)
        {
            await System.IO.File.WriteAllBytesAsync(File, both[..length], TestContext.Current.CancellationToken);
            using (SendJournal torn = await OpenAsync())
            {
                Assert.NotNull(torn.Find("a"));
                Assert.Null(torn.Find("é"));
                torn.Append(Entry("c", JournalStatus.Sent, "cy@contoso.test"));
            }

            using SendJournal next = await OpenAsync();
            Assert.NotNull(next.Find("a"));
            Assert.NotNull(next.Find("c"));
        }
    }

    [Theory]
    [InlineData("To,Subject\nann@contoso.test,Hello\n")]
    [InlineData("To,Subject")]
    [InlineData("{}\n")]
    [InlineData("{\"key\":null}\n")]
    [InlineData("[1]\n")]
    [InlineData("null\n")]
    [InlineData("{\"time\":\"no time\",\"status\":\"Sent\",\"to\":[],\"key\":\"a\"}\n")]
    [InlineData("\0\0\0\n")]
    public async Task A_file_that_is_something_else_is_refused_and_left_alone(string content)
    {
        await System.IO.File.WriteAllTextAsync(File, content, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(OpenAsync);

        Assert.Equal("JournalInvalid", failure.ErrorId);
        Assert.Equal(content, await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lines_that_never_end_are_not_read_into_memory()
    {
        using (FileStream endless = System.IO.File.Create(File))
        {
            endless.Write("{"u8);
            endless.SetLength(1L << 30);
        }

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(OpenAsync);

        Assert.Equal("JournalUnusable", failure.ErrorId);
    }

    [Fact]
    public async Task A_second_run_is_refused_and_may_only_read()
    {
        using SendJournal first = await OpenAsync();
        first.Append(Entry("a", JournalStatus.Sent, "ann@contoso.test"));

        Assert.Equal("JournalInUse", (await Assert.ThrowsAsync<OAuth2MailException>(OpenAsync)).ErrorId);
    }

    [Fact]
    public async Task Of_several_with_the_same_content_each_is_another_one()
    {
        using SendJournal journal = await OpenAsync();

        Assert.Equal(["a", "b", "a#2", "a#3"], new[] { "a", "b", "a", "a" }.Select(journal.Identify));
    }

    [Fact]
    public async Task What_is_sent_identifies_a_message()
    {
        string file = System.IO.Path.Combine(_folder, "report.txt");
        await System.IO.File.WriteAllTextAsync(file, "one", TestContext.Current.CancellationToken);
        var message = new OutgoingMessage { To = ["ann@contoso.test"], Subject = "Hello", TextBody = "Text", Attachments = [file] };
        OutgoingMessage[] others =
        [
            message with { To = ["bob@contoso.test"] },
            message with { To = [], Cc = message.To },
            message with { To = [], Bcc = message.To },
            message with { Subject = "Hallo" },
            message with { TextBody = "Another" },
            message with { TextBody = null, HtmlBody = "Text" },
            message with { TextBody = "" },
            message with { Attachments = [] },
            message with { From = "other@contoso.test" },
            message with { Headers = [new("X-A", "b")] },
            message with { IsAutoSubmitted = true },
        ];
        var identity = new MessageIdentity();
        string own = await IdentifyAsync(message);

        string[] keys = [.. await Task.WhenAll(others.Select(IdentifyAsync))];
        await System.IO.File.WriteAllTextAsync(file, "two, and longer", TestContext.Current.CancellationToken);

        Assert.Equal(others.Length, keys.Append(own).Distinct().Count() - 1);
        Assert.Equal(own, await identity.OfAsync(message with { Attachments = [Copy("one")] }, "alex@contoso.test", default));
        Assert.NotEqual(own, await IdentifyAsync(message));

        Task<string> IdentifyAsync(OutgoingMessage outgoing) => identity.OfAsync(outgoing, "alex@contoso.test", default);
    }

    private string Copy(string content)
    {
        string folder = Directory.CreateDirectory(System.IO.Path.Combine(_folder, "copy")).FullName;
        string file = System.IO.Path.Combine(folder, "report.txt");
        System.IO.File.WriteAllText(file, content);
        return file;
    }

    private Task<SendJournal> OpenAsync() => SendJournal.OpenAsync(File, isReadOnly: false, _time, TestContext.Current.CancellationToken);

    private byte[] Read()
    {
        using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private JournalEntry Entry(string key, JournalStatus status, params string[] to) =>
        new() { Time = _time.GetUtcNow(), Status = status, To = to, Key = key };
}
