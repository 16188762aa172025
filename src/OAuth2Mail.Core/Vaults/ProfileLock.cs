using System.Globalization;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>One refresher or editor at a time for a profile, across threads and processes.</summary>
/// <remarks>
/// While it is held, nothing is reported: the receiver of a report may be a command that waits for this very lock, on the
/// thread that the vault needs.
/// </remarks>
internal sealed class ProfileLock : IDisposable
{
    private readonly ExclusiveFile _file;
    private readonly IDisposable _silence;

    private ProfileLock(ExclusiveFile file, IDisposable silence)
    {
        _file = file;
        _silence = silence;
    }

    /// <summary>How long to wait for another refresher: longer than a refresh may take, but not forever.</summary>
    public static TimeSpan Timeout => TimeSpan.FromSeconds(90);

    /// <summary>Waits until nobody else has the profile's lock.</summary>
    /// <exception cref="OAuth2MailException">The lock is held for too long, or its folder cannot be used.</exception>
    public static async Task<ProfileLock> AcquireAsync(
        ProfileLocation location, IDiagnosticSink diagnostics, TimeProvider time, CancellationToken cancellationToken)
    {
        // Before the lock is taken: a command may still be handling what was reported before.
        IDisposable silence = await diagnostics.HoldBackAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ExclusiveFile file = await ExclusiveFile.TryAcquireAsync(location.Subject, Timeout, time, cancellationToken)
                .ConfigureAwait(false) ?? throw HeldForTooLong(location);
            return new ProfileLock(file, silence);
        }
        catch
        {
            silence.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _silence.Dispose();
    }

    private static OAuth2MailException HeldForTooLong(ProfileLocation location) => new(
        "ProfileLockTimeout",
        FailureKind.Timeout,
        string.Format(
            CultureInfo.InvariantCulture,
            "Another process has been refreshing profile {0} for more than {1} seconds.", location, Timeout.TotalSeconds),
        $"Look for a hanging process that has '{ExclusiveFile.PathOf(location.Subject)}' open.");
}
