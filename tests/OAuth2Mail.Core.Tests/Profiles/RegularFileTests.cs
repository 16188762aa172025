using System.Diagnostics;
using System.Net.Sockets;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Profiles;

public sealed class RegularFileTests : MessageFolder
{
    private static readonly TimeSpan s_atOnce = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Pipes_sockets_and_devices_are_refused_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files of these kinds are on no drive there.");
        var pipe = Path.Combine(Folder, "pipe");
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        System.IO.File.CreateSymbolicLink(Path.Combine(Folder, "link"), pipe);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(Folder, "socket")));
        foreach (var path in new[] { pipe, Path.Combine(Folder, "link"), Path.Combine(Folder, "socket"), "/dev/zero", "/dev/null", "/dev/random" })
        {
            var work = Task.Run(() => Assert.Throws<IOException>(() => RegularFile.Open(path)));
            Assert.Contains("pipe, a socket or a device", (await work.WaitAsync(s_atOnce, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_are_opened_the_empty_one_and_linked_ones_too()
    {
        System.IO.File.CreateSymbolicLink(Path.Combine(Folder, "link"), File("Größe ☃", "x"));

        Assert.Empty(RegularFile.Read(File("empty", ""), 10)!);
        Assert.Equal("x"u8.ToArray(), RegularFile.Read(Path.Combine(Folder, "link"), 10));
        Assert.Null(RegularFile.Read(File("long", "0123456789-"), 10));
        Assert.Throws<FileNotFoundException>(() => RegularFile.Open(Path.Combine(Folder, "none")));
        Assert.ThrowsAny<Exception>(() => RegularFile.Open(Folder));
    }
}
