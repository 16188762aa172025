using System.Diagnostics;
using System.Text;
using Xunit;

namespace OAuth2Mail.Tests.Authorization;

/// <summary>The browser of this machine, started without a window and with a profile of its own.</summary>
internal static class Chromium
{
    private static readonly string[] s_names = ["chromium", "google-chrome", "chromium-browser"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Where it is installed; skips the test where it is not.</summary>
    public static string Find()
    {
        IEnumerable<string> candidates =
            from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            from name in s_names
            select Path.Combine(folder, name);
        string? found = candidates.FirstOrDefault(File.Exists);
        if (found is null)
        {
            Assert.Skip($"No {string.Join(" or ", s_names)} on PATH.");
        }

        return found;
    }

    /// <summary>Opens an address and returns the document as it stands once loaded.</summary>
    public static async Task<string> DumpDomAsync(string address, params string[] options)
    {
        string profile = Directory.CreateTempSubdirectory("oauth2mail-chromium-").FullName;
        try
        {
            var start = new ProcessStartInfo(Find())
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
            };

            // No sandbox: root, as in a container, cannot have one, and nothing but these tests' own pages is opened.
            string[] common =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
                "--disable-background-networking", $"--user-data-dir={profile}", "--dump-dom",
            ];
            foreach (string argument in (string[])[.. common, .. options, address])
            {
                start.ArgumentList.Add(argument);
            }

            using Process browser = Process.Start(start)!;
            try
            {
                Task<string> errors = browser.StandardError.ReadToEndAsync();
                string document = await browser.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
                await browser.WaitForExitAsync().WaitAsync(s_patience);
                Assert.True(browser.ExitCode == 0, await errors.WaitAsync(s_patience));
                return document;
            }
            finally
            {
                if (!browser.HasExited)
                {
                    browser.Kill(entireProcessTree: true);
                }
            }
        }
        finally
        {
            Remove(profile);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser that ends late still writes there; what is left is the temporary folder's.
        }
    }
}
