namespace OAuth2Mail.Messages;

/// <summary>
/// A file that is read while its message is sent. A read error (a share that went away) is a failure of its own: as a plain I/O
/// error it would be mistaken for one of the connection.
/// </summary>
/// <param name="path">The full path.</param>
/// <param name="what">What the file is to the message, for the error.</param>
internal sealed class MessageFileStream(string path, string what)
    : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)
{
    public override int Read(byte[] array, int offset, int count)
    {
        try
        {
            return base.Read(array, offset, count);
        }
        catch (IOException e)
        {
            throw FilePart.Unreadable(Name, what, e);
        }
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        try
        {
            return await base.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw FilePart.Unreadable(Name, what, e);
        }
    }
}
