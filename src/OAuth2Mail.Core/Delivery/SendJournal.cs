using System.Text.Json;
using OAuth2Mail.Profiles;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Delivery;

/// <summary>
/// What a run has delivered, in a file of JSON lines that is only ever appended to: the next run with the same input goes on
/// where this one ended, however it ended. One run at a time. Not safe for several threads.
/// </summary>
internal sealed class SendJournal : IDisposable
{
    // A message to 1,000 recipients has some 100 KB.
    private const int LongestLine = 4 * 1024 * 1024;

    private readonly Dictionary<string, JournalRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ExclusiveFile? _lock;
    private FileStream? _file;

    private SendJournal(string path, TimeProvider time, ExclusiveFile? exclusive)
    {
        _path = path;
        _time = time;
        _lock = exclusive;
    }

    /// <summary>How many recipients the servers accepted in the last 24 hours, as far as this journal knows.</summary>
    public int RecipientsOfLastDay { get; private set; }

    /// <summary>Reads a journal, or begins one.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="isReadOnly">Nothing will be sent: the file is only read, and need not be there.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="OAuth2MailException">Another run has it, it is not a journal, or it cannot be read.</exception>
    public static async Task<SendJournal> OpenAsync(
        string path, bool isReadOnly, TimeProvider time, CancellationToken cancellationToken)
    {
        ExclusiveFile? exclusive = isReadOnly
            ? null
            : await ExclusiveFile.TryAcquireAsync($"journal {path}", TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false)
                ?? throw InUse(path);
        var journal = new SendJournal(path, time, exclusive);
        try
        {
            await journal.BeginAsync(cancellationToken).ConfigureAwait(false);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Tells a message from others with the same content: the first, the second, and so on, in the order of the input.</summary>
    /// <param name="content">What identifies the content.</param>
    public string Identify(string content)
    {
        _seen.TryGetValue(content, out int count);
        _seen[content] = count + 1;
        return count == 0 ? content : $"{content}#{count + 1}";
    }

    /// <summary>What is known of a message; null if nothing was ever sent of it.</summary>
    public JournalRecord? Find(string key) => _records.TryGetValue(key, out JournalRecord? record) ? record : null;

    /// <summary>Adds a line. When this returns it outlasts the process.</summary>
    /// <exception cref="OAuth2MailException">It cannot be written.</exception>
    public void Append(JournalEntry entry)
    {
        try
        {
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Readable.JournalEntry);
            Array.Resize(ref line, line.Length + 1);
            line[line.Length - 1] = (byte)'\n';

            // As one piece: a process that is killed leaves a whole line, or none.
            _file!.Write(line, 0, line.Length);
            _file.Flush();
        }
        catch (Exception e) when (RegularFile.IsFailure(e))
        {
            throw Unusable(_path, e);
        }

        Count(entry);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _lock?.Dispose();
    }

    // The file is open for writing before anything is sent, so that nothing is sent that could not be written down.
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(_path))
            {
                await ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            _file = _lock is null ? null : RegularFile.Open(
                _path, path => new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 1));
        }
        catch (Exception e) when (RegularFile.IsFailure(e))
        {
            throw Unusable(_path, e);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        // Whoever only reads lets another run write.
        using FileStream file = RegularFile.Open(_path, path => _lock is null
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 * 1024, useAsync: true)
            : new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 64 * 1024, useAsync: true));
        var lines = new JournalLines(file, LongestLine);
        int number = 0;
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is byte[] line)
        {
            number++;
            if (!IsBlank(line))
            {
                Learn(Parse(line) ?? throw NotAJournal(number));
            }
        }

        // The process before was killed in the middle of a line, or the disk was full: as if it had not been written.
        if (lines.Torn is byte[] torn)
        {
            if (torn[0] != '{')
            {
                throw NotAJournal(number + 1);
            }

            if (_lock is not null)
            {
                file.SetLength(file.Length - torn.Length);
            }
        }
    }

    // A file that was edited on Windows ends its lines with two characters; JSON takes the first one for a space.
    private static bool IsBlank(byte[] line) => line is [] or [(byte)'\r'];

    private static JournalEntry? Parse(byte[] line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Readable.JournalEntry) is { To: not null, Key: not null } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Learn(JournalEntry entry)
    {
        if (entry.Status == JournalStatus.Failed)
        {
            return;
        }

        if (!_records.TryGetValue(entry.Key, out JournalRecord? record))
        {
            _records.Add(entry.Key, record = new JournalRecord());
        }

        record.Add(entry);
        Count(entry);
    }

    private void Count(JournalEntry entry)
    {
        if (entry.Status == JournalStatus.Sent && _time.GetUtcNow() - entry.Time < TimeSpan.FromDays(1))
        {
            RecipientsOfLastDay += entry.To.Count;
        }
    }

    private OAuth2MailException NotAJournal(int line) => new(
        "JournalInvalid",
        FailureKind.InvalidData,
        $"'{_path}' is not a journal of OAuth2Mail: line {line} cannot be read. Nothing was sent, and the file was left as it is.",
        "Give -JournalPath a file of its own.");

    private static OAuth2MailException InUse(string path) => new(
        "JournalInUse",
        FailureKind.Unavailable,
        $"Another run is using the journal '{path}'. Nothing was sent.",
        "Wait until it has ended, or give each run a journal of its own.");

    private static OAuth2MailException Unusable(string path, Exception e) => new(
        "JournalUnusable",
        FailureKind.Unavailable,
        $"The journal '{path}' cannot be used: {e.Message}",
        "Give -JournalPath a file that this account can write, on a disk that is not full.",
        e);
}
