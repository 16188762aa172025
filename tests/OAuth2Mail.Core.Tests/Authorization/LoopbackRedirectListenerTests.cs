using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using OAuth2Mail.Authorization;
using OAuth2Mail.Protocol;
using OAuth2Mail.Tests.Diagnostics;
using Xunit;

namespace OAuth2Mail.Tests.Authorization;

public sealed class LoopbackRedirectListenerTests : IDisposable
{
    private const string State = "the-state";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(8);

    private readonly HttpClient _browser = new() { Timeout = s_limit };
    private readonly LoopbackRedirectListener _listener = LoopbackRedirectListener.Start(new Uri("http://127.0.0.1/done"), new ResultPage("news", "alex@contoso.test"));
    private readonly Task<AuthorizationResponse> _answer;

    public LoopbackRedirectListenerTests() => _answer = _listener.ReceiveAsync(State, new RecordingSink(), default);

    private int Port => _listener.RedirectUri.Port;

    public void Dispose()
    {
        _listener.Dispose();
        _browser.Dispose();
    }

    [Fact]
    public async Task Answer_in_the_query_is_taken_and_the_page_waits_for_the_outcome()
    {
        var visiting = _browser.GetAsync(At("?code=a%2Bb+c&state=the-state&iss=https%3A%2F%2Flogin.test"));
        var answer = await _answer.WaitAsync(s_limit);
        await Task.Delay(30);
        Assert.False(visiting.IsCompleted);
        await _listener.RespondAsync(AuthorizationOutcome.Succeeded, null, default);
        using var page = await visiting;

        Assert.Equal("a+b c", answer.Code);
        Assert.Equal("https://login.test", answer.Issuer);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("You are signed in", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task Answer_in_a_form_post_is_taken()
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["code"] = "ä/+ &", ["state"] = State, ["session_state"] = new('x', 40_000) });
        var posting = _browser.PostAsync(At(""), form);

        Assert.Equal("ä/+ &", (await _answer.WaitAsync(s_limit)).Code);
        await _listener.RespondAsync(AuthorizationOutcome.Succeeded, null, default);
        using var page = await posting;
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Theory]
    [InlineData("?code=evil&state=another")]
    [InlineData("?code=evil")]
    [InlineData("?code=evil&state=")]
    [InlineData("?code=evil&state=THE-STATE")]
    [InlineData("?code=evil&state=the-state&state=the-state")]
    [InlineData("?error=access_denied&state=another")]
    public async Task Answer_with_a_wrong_state_is_not_taken_and_the_right_one_still_is(string query)
    {
        using var refused = await _browser.GetAsync(At(query));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.False(_answer.IsCompleted);
        Assert.Equal("good", await AnswerAsync("good"));
    }

    [Theory]
    [InlineData("GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /done HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /elsewhere?code=evil&state=the-state HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /done?code=evil&code=worse&state=the-state HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://127.0.0.1/done?code=evil&state=the-state HTTP/1.1\r\n\r\n")]
    [InlineData("HEAD /done?code=evil&state=the-state HTTP/1.1\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\n\r\n")]
    [InlineData("POST /done HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /done HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n")]
    [InlineData("POST /done HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /done HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999\r\n\r\ncode=evil")]
    [InlineData("EHLO somebody\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001 garbage \r\n\r\n")]
    [InlineData("\r\n\r\n")]
    public async Task Anything_else_is_not_found_and_the_answer_still_taken(string request)
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));

        var head = await ReadAsync(client);

        Assert.StartsWith("HTTP/1.1 404 ", head, StringComparison.Ordinal);
        Assert.False(_answer.IsCompleted);
        Assert.Equal("good", await AnswerAsync("good"));
    }

    [Fact]
    public async Task Oversized_request_is_not_read_to_its_end()
    {
        using var client = await ConnectAsync();
        var sending = Record.ExceptionAsync(async () =>
        {
            await client.GetStream().WriteAsync("GET /done?code="u8.ToArray());
            for (var i = 0; i < 200; i++)
            {
                await client.GetStream().WriteAsync(new byte[64 * 1024]);
            }
        });

        await ((Task)sending.AsTask()).WaitAsync(s_limit);
        Assert.False(_answer.IsCompleted);
        Assert.Equal("good", await AnswerAsync("good"));
    }

    [Fact]
    public async Task Silent_and_half_finished_connections_do_not_block_the_answer()
    {
        var open = new List<TcpClient>();
        for (var i = 0; i < 20; i++)
        {
            open.Add(await ConnectAsync());
        }

        await open[0].GetStream().WriteAsync("GET /do"u8.ToArray());
        await open[1].GetStream().WriteAsync(
            "POST /done HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nco"u8.ToArray());
        open[2].Dispose();

        Assert.Equal("good", await AnswerAsync("good"));
        open.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task Answer_that_trickles_in_is_taken()
    {
        using var client = await ConnectAsync();
        foreach (var b in Encoding.ASCII.GetBytes("GET /done?code=slow&state=the-state HTTP/1.1\r\nHost: x\r\n\r\n"))
        {
            await client.GetStream().WriteAsync(new[] { b });
        }

        Assert.Equal("slow", (await _answer.WaitAsync(s_limit)).Code);
    }

    [Fact]
    public async Task Second_answer_comes_too_late()
    {
        var first = _browser.GetAsync(At("?code=first&state=the-state"));
        Assert.Equal("first", (await _answer.WaitAsync(s_limit)).Code);

        using var second = await _browser.GetAsync(At("?code=second&state=the-state"));

        Assert.Equal(HttpStatusCode.Gone, second.StatusCode);
        Assert.Contains("This came too late", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await _listener.RespondAsync(AuthorizationOutcome.Succeeded, null, default);
        using var page = await first;
        Assert.Equal("first", (await _answer).Code);
    }

    [Fact]
    public void Only_loopback_is_listened_on()
        => Assert.Equal([IPAddress.Loopback], ListenersOn(Port));

    [Fact]
    public void Localhost_is_listened_on_in_both_versions_of_IP_where_there_are_two()
    {
        using var listener = LoopbackRedirectListener.Start(new Uri("http://localhost/"), new ResultPage("news", "alex@contoso.test"));

        Assert.All(ListenersOn(listener.RedirectUri.Port), static address => Assert.True(IPAddress.IsLoopback(address)));
        Assert.Contains(IPAddress.Loopback, ListenersOn(listener.RedirectUri.Port));
        Assert.Equal("localhost", listener.RedirectUri.Host);
    }

    [Fact]
    public void Taken_port_is_an_error_that_says_so()
    {
        var failure = Assert.Throws<OAuth2MailException>(
            () => LoopbackRedirectListener.Start(new Uri($"http://localhost:{Port}/"), new ResultPage("news", "alex@contoso.test")));

        Assert.Equal("RedirectPortUnavailable", failure.ErrorId);
        Assert.Contains($"{Port}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-Manual", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_stays_open_after_the_end()
    {
        using var silent = await ConnectAsync();
        var waiting = _browser.GetAsync(At("?code=x&state=the-state"));
        await _answer.WaitAsync(s_limit);

        _listener.Dispose();

        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
        Assert.Equal("", await ReadAsync(silent));
        Assert.Empty(ListenersOn(Port));
        await Assert.ThrowsAsync<HttpRequestException>(() => _browser.GetAsync(At("")));
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var listener = LoopbackRedirectListener.Start(new Uri("http://127.0.0.1/"), new ResultPage("news", "alex@contoso.test"));
        using var stop = new CancellationTokenSource(30);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => listener.ReceiveAsync(State, new RecordingSink(), stop.Token));
    }

    [Theory]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("http://localhost:8400/cb", true)]
    [InlineData("http://[::1]/", true)]
    [InlineData("https://localhost/", false)]
    [InlineData("http://contoso.test/", false)]
    [InlineData("http://localhost.contoso.test/", false)]
    public void Only_plain_loopback_addresses_can_be_listened_on(string address, bool expected)
        => Assert.Equal(expected, LoopbackRedirectUri.CanListenOn(new Uri(address)));

    [Fact]
    public void Registered_address_is_kept_to_the_letter()
    {
        _listener.Dispose();
        foreach (var form in new[] { $"http://localhost:{Port}", $"http://localhost:{Port}/", $"http://127.0.0.1:{Port}/a/b?c=d" })
        {
            using var listener = LoopbackRedirectListener.Start(new Uri(form), new ResultPage("news", "alex@contoso.test"));
            Assert.Equal(form, listener.RedirectUri.OriginalString);
        }
    }

    private static List<IPAddress> ListenersOn(int port) => [.. IPGlobalProperties.GetIPGlobalProperties()
        .GetActiveTcpListeners().Where(endpoint => endpoint.Port == port).Select(static endpoint => endpoint.Address)];

    private static async Task<string> ReadAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(s_limit);
        var buffer = new byte[4096];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer, limit.Token));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private Uri At(string query) => new(_listener.RedirectUri, query.Length == 0 ? "done" : "done" + query);

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        return client;
    }

    private async Task<string?> AnswerAsync(string code)
    {
        var visiting = _browser.GetAsync(At($"?code={code}&state=the-state"));
        var answer = await _answer.WaitAsync(s_limit);
        await _listener.RespondAsync(AuthorizationOutcome.Succeeded, null, default);
        using var page = await visiting;
        return answer.Code;
    }
}
