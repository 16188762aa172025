using System.Net;
using System.Net.Sockets;
using OAuth2Mail.Authorization;
using OAuth2Mail.Protocol;
using OAuth2Mail.Tests.Diagnostics;
using Xunit;

namespace OAuth2Mail.Tests.Authorization;

public sealed class LoopbackRedirectUriTests
{
    [Theory]
    [InlineData("http://localhost:80", true)]
    [InlineData("http://127.0.0.1:80/done?x=1:2", true)]
    [InlineData("http://[::1]:80/", true)]
    [InlineData("http://localhost:8400/", true)]
    [InlineData("http://localhost", false)]
    [InlineData("http://localhost/", false)]
    [InlineData("http://localhost:/", false)]
    [InlineData("http://127.0.0.1/a:80", false)]
    [InlineData("http://127.0.0.1?x=a:80", false)]
    [InlineData("http://[::1]/", false)]
    [InlineData("http://[::1]", false)]
    public void Port_that_is_written_is_told_from_none(string address, bool namesPort)
        => Assert.Equal(namesPort, LoopbackRedirectUri.NamesPort(new Uri(address)));

    [Fact]
    public void Port_80_is_listened_on_or_said_to_be_taken()
    {
        try
        {
            using var listener = LoopbackRedirectListener.Start(new Uri("http://127.0.0.1:80/done"), new ResultPage("news", "alex@contoso.test"));

            Assert.Equal("http://127.0.0.1:80/done", listener.RedirectUri.OriginalString);
        }
        catch (OAuth2MailException e)
        {
            Assert.Equal("RedirectPortUnavailable", e.ErrorId);
            Assert.Contains("http://127.0.0.1:80/done", e.Message, StringComparison.Ordinal);
        }
    }

    // A process that has run out of file handles gets them back.
    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    [InlineData(SocketError.ConnectionReset)]
    public async Task Connection_that_cannot_be_taken_does_not_end_the_listening(SocketError error)
    {
        var failures = 3;
        using var listener = LoopbackRedirectListener.Start(
            new Uri("http://127.0.0.1/"),
            new ResultPage("news", "alex@contoso.test"),
            accept => Interlocked.Decrement(ref failures) >= 0
                ? Task.FromException<TcpClient>(new SocketException((int)error))
                : accept.AcceptTcpClientAsync());
        var answer = listener.ReceiveAsync("s", new RecordingSink(), default);
        using var browser = new HttpClient();
        var visiting = browser.GetAsync(new Uri(listener.RedirectUri, "?code=c&state=s"));

        AuthorizationResponse response = await answer.WaitAsync(TimeSpan.FromSeconds(10));
        await listener.RespondAsync(AuthorizationOutcome.Succeeded, null, default);
        using var page = await visiting;

        Assert.Equal("c", response.Code);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.True(failures < 0);
    }
}
