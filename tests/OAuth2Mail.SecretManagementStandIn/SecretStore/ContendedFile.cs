using System.Management.Automation;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>A file that another process may have open just now.</summary>
internal static class ContendedFile
{
    private const int Attempts = 4;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <param name="what">What the file is, for the message of a failure.</param>
    public static byte[] Read(string path, string what) => Try(() => File.ReadAllBytes(path), $"Unable to read from {what} with error");

    /// <summary>Overwrites the file where it lies: a process that dies meanwhile leaves half of the new one.</summary>
    /// <param name="what">What the file is, for the message of a failure.</param>
    public static void Write(string path, byte[] content, string what) => Try(() =>
    {
        using var file = File.OpenWrite(path);
        file.Write(content);
        if (file.Position < file.Length)
        {
            file.SetLength(file.Position);
        }

        return true;
    }, $"Unable to write to {what} with error");

    public static void Delete(string path, string what) => Try(() =>
    {
        File.Delete(path);
        return true;
    }, $"Unable to remove {what} with error");

    private static T Try<T>(Func<T> action, string problem)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return action();
            }
            catch (IOException inUse)
            {
                Thread.Sleep(s_pause);
                if (attempt == Attempts)
                {
                    throw new PSInvalidOperationException($"{problem}: {inUse.Message}");
                }
            }
        }
    }
}
