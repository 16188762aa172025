namespace Microsoft.PowerShell.SecretStore;

/// <summary>Tells of what processes, this one too, write to the store's files; as long as the process lives.</summary>
internal static class StoreWatcher
{
    /// <summary>Each change of the secrets puts the news of it off by this, and so many in a row put it off for long.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private static readonly FileSystemWatcher s_watcher = new(StoreFiles.Folder, "store*") { NotifyFilter = NotifyFilters.LastWrite };
    private static readonly Timer s_delay = new(_ => StoreChanged?.Invoke(new DateTime(Interlocked.Read(ref s_lastChange))));

    private static long s_lastChange;

    static StoreWatcher()
    {
        s_watcher.Changed += (_, change) => Notice(change.FullPath);
        s_watcher.EnableRaisingEvents = true;
    }

    /// <summary>Gives the time of the last change.</summary>
    public static event Action<DateTime>? StoreChanged;

    /// <summary>Raised at once.</summary>
    public static event Action? ConfigurationChanged;

    private static void Notice(string path)
    {
        if (path == StoreFiles.StorePath)
        {
            Interlocked.Exchange(ref s_lastChange, File.GetLastWriteTime(path).Ticks);
            s_delay.Change(Delay, Timeout.InfiniteTimeSpan);
        }
        else if (path == StoreFiles.ConfigurationPath)
        {
            ConfigurationChanged?.Invoke();
        }
    }
}
