using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.Quickstart;

if (!QuickstartOptions.TryParse(args, out QuickstartOptions? options))
{
    await Console.Error.WriteLineAsync($"usage: Quickstart [--mode {string.Join('|', Walkthrough.Modes)}] [--keep]");
    return 2;
}

Console.WriteLine("Starting an authorization server, an SMTP server and PowerShell on this machine ...");
Shell.Prepare();
ProcessTrust.Install();
await using LoopbackEnvironment servers = await LoopbackEnvironment.StartAsync();
// Stands in for the browser of a person who consents.
Environment.SetEnvironmentVariable("BROWSER", LoopbackBrowser.Executable);

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
    Console.WriteLine("To use the Microsoft modes in your own pwsh, start it so that it trusts the test CA (they need https):");
    Console.WriteLine($"  SSL_CERT_FILE={servers.Files.AuthorityFile} pwsh");
    await Console.In.ReadLineAsync();
}
