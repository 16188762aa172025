using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OAuth2Mail.Authorization;

/// <summary>Opens the person's browser: <c>$BROWSER</c>, then what the system offers.</summary>
internal static class SystemBrowser
{
    /// <returns>False where no browser could be started; the address has to be shown then.</returns>
    public static bool TryOpen(Uri uri)
    {
        if (Environment.GetEnvironmentVariable("BROWSER") is { Length: > 0 } chosen)
        {
            return TryStart(chosen, uri);
        }

        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            // A service's or a task's session has no desktop: a browser would open where nobody sees it.
            return Environment.UserInteractive && TryStart(new ProcessStartInfo(uri.AbsoluteUri) { UseShellExecute = true });
        }

        if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            return TryStart("open", uri);
        }

        // Without a display xdg-open would start a text browser in the middle of the session.
        bool hasDisplay = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY"))
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));
        return hasDisplay && TryStart("xdg-open", uri);
    }

    // AbsoluteUri holds neither blanks nor quotes, so it is one argument.
    private static bool TryStart(string program, Uri uri) => TryStart(new ProcessStartInfo(program, uri.AbsoluteUri)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    });

    private static bool TryStart(ProcessStartInfo start)
    {
        try
        {
            using Process? process = Process.Start(start);
            return true;
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
