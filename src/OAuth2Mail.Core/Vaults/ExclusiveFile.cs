using System.Collections.Concurrent;

namespace OAuth2Mail.Vaults;

/// <summary>
/// A lock across threads and processes. It is an open file that is not shared: the system releases it when its process dies,
/// however it dies.
/// </summary>
internal sealed class ExclusiveFile : IDisposable
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromMilliseconds(20);

    // Where the account has no folder, at least the threads of this process take turns.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> s_withoutFolder = new(StringComparer.OrdinalIgnoreCase);

    private readonly Action _release;

    private ExclusiveFile(Action release) => _release = release;

    /// <summary>Waits until nobody else has the lock.</summary>
    /// <param name="subject">What is locked; case makes no difference.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null if somebody else held it for longer than that.</returns>
    /// <exception cref="OAuth2MailException">The user's folder cannot be used.</exception>
    public static async Task<ExclusiveFile?> TryAcquireAsync(
        string subject, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        Func<Action?> tryAcquire = PathOf(subject) is string path ? InFolder(path) : InProcess(subject);
        long start = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (tryAcquire() is Action release)
            {
                return new ExclusiveFile(release);
            }

            if (time.GetElapsedTime(start) >= patience)
            {
                return null;
            }

            await time.Delay(s_retryDelay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The file's path; null where the account has no folder.</summary>
    public static string? PathOf(string subject) => UserFolder.PathOf("locks", subject, ".lock");

    public void Dispose() => _release();

    private static Func<Action?> InFolder(string path)
    {
        UserFolder.MakeFor(path);
        return () =>
        {
            try
            {
                return UserFolder.OpenAlone(path, FileMode.OpenOrCreate).Dispose;
            }
            catch (IOException e) when (IsHeldElsewhere(e))
            {
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw UserFolder.CannotUse(path, e);
            }
        };
    }

    private static Func<Action?> InProcess(string subject)
    {
        SemaphoreSlim turn = s_withoutFolder.GetOrAdd(subject, _ => new SemaphoreSlim(1, 1));
        return () => turn.Wait(0) ? () => turn.Release() : null;
    }

    // It would be pointless to wait because a disk is full or a path is gone. ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION
    // on Windows; EWOULDBLOCK, as flock(2) has it, on Linux and macOS.
    private static bool IsHeldElsewhere(IOException e) =>
        e.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;
}
