using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.Quickstart;

// Started by the module with an address, the sample plays the browser of a person who consents ($BROWSER).
if (args is [var address] && Uri.TryCreate(address, UriKind.Absolute, out Uri? authorization) && authorization.Scheme.StartsWith("http", StringComparison.Ordinal))
{
    using var browser = new LoopbackBrowser();
    await browser.VisitAsync(authorization);
    return 0;
}

if (!QuickstartOptions.TryParse(args, out QuickstartOptions? options))
{
    await Console.Error.WriteLineAsync($"usage: Quickstart [--mode {string.Join('|', Walkthrough.Modes)}] [--keep]");
    return 2;
}

ProcessTrust.Install();
await using LoopbackEnvironment servers = await LoopbackEnvironment.StartAsync();
Environment.SetEnvironmentVariable("BROWSER", Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Quickstart.exe" : "Quickstart"));

bool arrived = await new Walkthrough(servers, options.Mode, Console.Out).RunAsync();
if (options.Keep)
{
    await KeepAsync(servers);
}

return arrived ? 0 : 1;

static async Task KeepAsync(LoopbackEnvironment servers)
{
    Console.WriteLine();
    Console.WriteLine("The servers keep running, with these addresses, names and secrets. Press Enter to stop them.");
    foreach ((string name, string value) in servers.Describe())
    {
        Console.WriteLine($"  {name,-28} {value}");
    }

    Console.WriteLine();
    Console.WriteLine("In a pwsh of your own, for the modes of Microsoft (they need https), trust the test CA first:");
    Console.WriteLine($"  SSL_CERT_FILE={servers.Files.AuthorityFile} pwsh");
    await Console.In.ReadLineAsync();
}
