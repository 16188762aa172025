using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuth2Mail.LoopbackServers;
using Xunit;

namespace OAuth2Mail.Tests.LoopbackServers;

/// <summary>The servers as Pester suites use them: another process, one line of JSON, and the control API.</summary>
public sealed class StandAloneProcessTests
{
    [Fact]
    public async Task Process_says_where_it_is_is_controlled_by_HTTP_and_ends_with_its_input()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var process = Process.Start(new ProcessStartInfo("dotnet", typeof(LoopbackEnvironment).Assembly.Location)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync(limit.Token);
        var address = JsonSerializer.Deserialize<Dictionary<string, string>>(line!)!;
        Assert.True(File.Exists(address["caFile"]));
        using var http = new HttpClient { BaseAddress = new Uri(address["control"]) };

        await PostAsync("token-lifetime", new { seconds = 90 });
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["client_id"] = address["publicClientId"],
            ["username"] = address["user"],
            ["password"] = address["password"],
            ["scope"] = address["scope"],
        });
        using var tokens = await http.PostAsync(new Uri(address["tokenEndpoint"]), form, limit.Token);
        var token = await tokens.Content.ReadFromJsonAsync<JsonElement>(limit.Token);
        Assert.InRange(token.GetProperty("expires_in").GetInt32(), 80, 90);

        await PostAsync("smtp-faults", new { command = "RcptTo", reply = "450 4.2.1 Slow", argumentContains = "pat@" });
        await SendAsync(address, token.GetProperty("access_token").GetString()!);
        var messages = await http.GetFromJsonAsync<JsonElement>(new Uri("messages?count=1", UriKind.Relative), limit.Token);
        Assert.Equal("again", messages[0].GetProperty("subject").GetString());
        Assert.Equal(address["user"], messages[0].GetProperty("userName").GetString());

        await PostAsync("faults", new { endpoint = "Token", error = "invalid_grant", count = 1 });
        using var refused = await http.PostAsync(new Uri(address["tokenEndpoint"]), form, limit.Token);
        Assert.Contains("invalid_grant", await refused.Content.ReadAsStringAsync(limit.Token), StringComparison.Ordinal);
        var requests = await http.GetFromJsonAsync<JsonElement>(new Uri("requests", UriKind.Relative), limit.Token);
        Assert.Contains(requests.EnumerateArray(), static r => r.GetProperty("endpoint").GetString() == "Token");

        var visit = "browser?until=" + Uri.EscapeDataString(address["webRedirectUri"]) + "&url=" + Uri.EscapeDataString(
            $"{address["authorizationEndpoint"]}?response_type=code&client_id={address["webClientId"]}&state=s"
            + $"&redirect_uri={Uri.EscapeDataString(address["webRedirectUri"])}&scope=smtp");
        var page = await http.GetFromJsonAsync<JsonElement>(new Uri(visit, UriKind.Relative), limit.Token);
        Assert.Contains("code=", page.GetProperty("address").GetString(), StringComparison.Ordinal);

        process.StandardInput.Close();
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
        Assert.False(File.Exists(address["caFile"]));

        async Task PostAsync(string path, object content)
        {
            using var answer = await http.PostAsJsonAsync(path, content, limit.Token);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task SendAsync(Dictionary<string, string> address, string token)
    {
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        client.ServerCertificateValidationCallback = (_, certificate, _, _) =>
            certificate!.GetCertHashString(HashAlgorithmName.SHA256) == address["smtpThumbprintSha256"];
        await client.ConnectAsync(
            address["smtpServer"],
            int.Parse(address["smtpStartTlsPort"], System.Globalization.CultureInfo.InvariantCulture),
            SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(new SaslMechanismOAuth2(address["user"], token));
        await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(SmtpServerFixture.Message("first")));
        await client.SendAsync(SmtpServerFixture.Message("again"));
        await client.DisconnectAsync(true);
    }
}
