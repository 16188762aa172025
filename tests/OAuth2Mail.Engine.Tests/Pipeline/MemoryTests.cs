using System.Globalization;
using OAuth2Mail.Engine.Tests.Processes;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Pipeline;

/// <summary>Memory does not grow with what is attached. The server is in this process, the cmdlet in one of its own.</summary>
public sealed class MemoryTests(ModuleServers servers) : ModuleSession(servers)
{
    private const int Files = 10;
    private const int FileSize = 10 * 1024 * 1024;
    private const long Allowance = 64 * 1024 * 1024;

    [Fact]
    public async Task Attachments_stream_to_the_server()
    {
        NewUnattendedProfile("mail");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("oauth2mail-");
        SmtpServerOptions usual = Servers.Smtp.Options;
        Servers.Smtp.Options = usual with { KeepsContent = false, MaxMessageSize = 3L * Files * FileSize };
        try
        {
            var noise = new byte[FileSize];
            for (int i = 0; i < Files; i++)
            {
                new Random(i).NextBytes(noise);
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{i}.bin"), noise, TestEnd);
            }

            long empty = await PeakOfSendingAsync("");
            long full = await PeakOfSendingAsync($"-Attachments '{folder.FullName}/*.bin'");

            Assert.Equal(2, Servers.Smtp.Messages.Count);
            Assert.True(Servers.Smtp.Messages[1].Length > Files * FileSize);
            Assert.True(full - empty < Allowance, $"{empty:N0} bytes at most without attachments, {full:N0} with them.");
        }
        finally
        {
            Servers.Smtp.Options = usual;
            folder.Delete(recursive: true);
        }
    }

    private async Task<long> PeakOfSendingAsync(string more)
    {
        (IReadOnlyList<string> output, string errors) = await FreshProcess.RunAsync(
            $"{Import}; Send-OAuth2MailMessage a@contoso.test Hello Text -ProfileName mail -Vault {Vault} {more} -ErrorAction Stop; "
            + "$me = [Diagnostics.Process]::GetCurrentProcess(); $me.PeakWorkingSet64");

        Assert.Equal("", errors);
        long peak = long.Parse(output[^1], CultureInfo.InvariantCulture);
        Assert.True(peak > 0);
        return peak;
    }
}
