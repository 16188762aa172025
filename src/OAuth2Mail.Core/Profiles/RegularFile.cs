using System.Runtime.InteropServices;

namespace OAuth2Mail.Profiles;

/// <summary>
/// Opens files that a user names, if they are regular files: opening a pipe blocks until somebody writes to it, possibly
/// forever, and a device has no end.
/// </summary>
internal static class RegularFile
{
    private const int TypeMask = 0xF000;
    private const int TypeRegular = 0x8000;
    private const int TypeDirectory = 0x4000;

    // More than any version of .NET writes there.
    private const int StatusSize = 512;
    private const int ModeOffset = 4;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">It is a pipe, a socket or a device, or cannot be opened.</exception>
    public static FileStream Open(string path) =>
        Open(path, regular => new FileStream(regular, FileMode.Open, FileAccess.Read, FileShare.Read));

    /// <summary>Opens a file with the caller's own kind of stream.</summary>
    /// <inheritdoc cref="Open(string)"/>
    public static T Open<T>(string path, Func<string, T> open)
        where T : FileStream
    {
        // A folder is refused by the stream, in the system's words.
        if (TypeOf(path) is not (null or TypeRegular or TypeDirectory))
        {
            throw Special();
        }

        T file = open(path);
        if (!file.CanSeek)
        {
            file.Dispose();
            throw Special();
        }

        return file;
    }

    /// <summary>Reads a whole file; null if it is longer than that.</summary>
    /// <inheritdoc cref="Open(string)"/>
    public static byte[]? Read(string path, int maximumLength)
    {
        using FileStream file = Open(path);
        if (file.Length > maximumLength)
        {
            return null;
        }

        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>Whether an exception says that a path cannot be opened, read or written, whatever is wrong with it.</summary>
    public static bool IsFailure(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    // Null if unknown. On Windows, only device names are special files, and opening one does not block.
    private static int? TypeOf(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows) || path.IndexOf('\0') >= 0)
        {
            return null;
        }

        var status = new byte[StatusSize];
        try
        {
            return Stat(path, status) == 0 ? BitConverter.ToInt32(status, ModeOffset) & TypeMask : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static IOException Special() => new("it is a pipe, a socket or a device, and not a file.");

    // .NET's own layer over the operating systems, whose structures differ; in its own, flags and mode have always come first.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat([MarshalAs(UnmanagedType.LPStr)] string path, [Out] byte[] status);
}
