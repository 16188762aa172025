using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.Benchmarks;

/// <summary>What a run asks of the provider.</summary>
internal sealed class Thrift(Stage stage)
{
    private const int Messages = 1000;

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        using Worker sender = Worker.Sender();
        await sender.AskAsync(stage.NewProfile("thrift"));
        stage.Forget();
        await sender.MeasureAsync($"Measure-Send {Messages} thrift");
        return
        [
            Finding.AtMost($"token requests for {Messages:N0} messages", 1, stage.Servers.Authorization.Requests.Count(r => r.Endpoint == ServerEndpoint.Token)),
            Finding.AtMost($"connections for {Messages:N0} messages", 1, stage.Servers.Smtp.TotalConnections),
        ];
    }
}
