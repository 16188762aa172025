using System.Runtime.InteropServices;

namespace OAuth2Mail.Profiles;

/// <summary>
/// Opens files that a user names, if they are files: to open a pipe waits for whoever writes to it, which nobody may, and a
/// device has no end.
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

    /// <summary>Opens a file by a stream of the caller's own.</summary>
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

    /// <summary>Reads a file as a whole; null where it is longer.</summary>
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

    // Null where it cannot be told. To Windows, nothing but a device name is such a file, and to open one does not wait.
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

    // .NET's own layer over the systems, whose structures all differ; in this one, flags and mode have always come first.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat([MarshalAs(UnmanagedType.LPStr)] string path, [Out] byte[] status);
}
