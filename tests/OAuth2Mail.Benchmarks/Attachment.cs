using System.Globalization;

namespace OAuth2Mail.Benchmarks;

/// <summary>The most memory that a process had which sent a large file, beyond one that sent none.</summary>
internal sealed class Attachment(Stage stage)
{
    private const int Megabyte = 1024 * 1024;

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        string file = Path.Combine(stage.Folder, "large.bin");
        byte[] noise = new byte[20 * Megabyte];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(file, noise);
        double[] peaks = await Rounds.MediansAsync(3, () => PeakAsync(""), () => PeakAsync($"-Attachments '{file}'"));
        return [Finding.AtMost("peak memory of a process that sends 20 MB, beyond one that sends none", 40, (peaks[1] - peaks[0]) / Megabyte, " MiB")];
    }

    private async Task<double> PeakAsync(string more)
    {
        stage.Forget();
        using Worker sender = Worker.Sender();
        string peak = await sender.AskAsync(
            $"Send-OAuth2MailMessage ops@contoso.test Report Text -ProfileName {Stage.Near} {more}; [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64");
        return double.Parse(peak, CultureInfo.InvariantCulture);
    }
}
