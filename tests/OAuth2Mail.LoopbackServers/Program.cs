using System.Runtime.InteropServices;
using System.Text.Json;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Certificates;

// Makes the authority that later processes share: its folder goes into OAUTH2MAIL_TEST_AUTHORITY, its ca.pem into
// SSL_CERT_FILE.
if (args is ["--authority", var folder])
{
    Console.WriteLine(TestCertificateAuthority.Shared.HandDown(Directory.CreateDirectory(folder).FullName));
    return;
}

// With an address it plays the browser of a user who consents, so that $BROWSER can name it.
if (args is [var address])
{
    using var browser = new LoopbackBrowser();
    await browser.VisitAsync(new Uri(address));
    return;
}

// Prints where everything is, as one line of JSON, and serves until standard input ends or a signal comes.
using var stopping = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

await using var environment = await LoopbackEnvironment.StartAsync(cancellationToken: stopping.Token);
Console.WriteLine(JsonSerializer.Serialize(environment.Describe()));

// The console stream ignores cancellation while it waits, so the wait itself is given up.
var endOfInput = Console.OpenStandardInput().CopyToAsync(Stream.Null, stopping.Token);
await Task.WhenAny(endOfInput, Task.Delay(Timeout.InfiniteTimeSpan, stopping.Token));

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
