using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using OAuth2Mail.LoopbackServers;

namespace OAuth2Mail.Benchmarks;

/// <summary>
/// What the module is measured against: the same messages in a loop with MailKit, in a process of its own, as a program would send
/// them that has a token and nothing else to do.
/// </summary>
internal static class RawLoop
{
    /// <summary>The text of each message.</summary>
    public const string Text = "The nightly backup has ended. Three warnings were written to the log, none of which needs a person before Monday.";

    /// <summary>Starts the process. It takes lines such as <c>send 1000</c>, <c>bdat 1000</c> and <c>noop 100</c>.</summary>
    public static Worker Start(Stage stage, int port)
    {
        string program = typeof(RawLoop).Assembly.Location;
        string[] arguments = [program, "--raw", port.ToString(CultureInfo.InvariantCulture), stage.Thumbprint, stage.Token];
        return new Worker(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
    }

    /// <summary>The process's own side.</summary>
    public static async Task ServeAsync(string[] target)
    {
        int port = int.Parse(target[0], CultureInfo.InvariantCulture);
        while (await Console.In.ReadLineAsync() is string line)
        {
            string[] words = line.Split(' ');
            int count = int.Parse(words[1], CultureInfo.InvariantCulture);
            using var client = new Client { Chunks = words[0] == "bdat" };
            client.ServerCertificateValidationCallback = (_, certificate, _, _) =>
                certificate!.GetCertHashString(HashAlgorithmName.SHA256) == target[1];
            Cost cost = words[0] == "noop"
                ? await NoOpAsync(client, port, target[2], count)
                : await Cost.OfAsync(() => SendAsync(client, port, target[2], count));
            Console.WriteLine(cost);
        }
    }

    private static async Task SendAsync(Client client, int port, string token, int count)
    {
        await ConnectAsync(client, port, token);
        for (int i = 1; i <= count; i++)
        {
            using var message = new MimeMessage();
            message.From.Add(MailboxAddress.Parse(LoopbackEnvironment.User));
            message.To.Add(MailboxAddress.Parse($"r{i}@contoso.test"));
            message.Subject = $"Message {i}";
            message.Body = new TextPart("plain") { Text = Text };
            await client.SendAsync(message);
        }

        await client.DisconnectAsync(quit: true);
    }

    // A round trip each, and nothing else: timed without the connecting.
    private static async Task<Cost> NoOpAsync(Client client, int port, string token, int count)
    {
        await ConnectAsync(client, port, token);
        return await Cost.OfAsync(async () =>
        {
            for (int i = 0; i < count; i++)
            {
                await client.NoOpAsync();
            }
        });
    }

    private static async Task ConnectAsync(Client client, int port, string token)
    {
        await client.ConnectAsync("localhost", port, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(new SaslMechanismOAuth2(LoopbackEnvironment.User, token));
    }

    private sealed class Client : SmtpClient
    {
        public bool Chunks { get; init; }

        protected override bool PreferSendAsBinaryData => Chunks;
    }
}
