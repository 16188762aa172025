namespace OAuth2Mail.Benchmarks;

/// <summary>The token for another tool, against the vault's own command for the secret that holds it.</summary>
internal sealed class TokenReading(Stage stage)
{
    private const int Times = 200;

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        stage.Forget();
        using Worker worker = Worker.Sender();
        Task<Cost> GetTokenAsync() => worker.MeasureAsync(
            $"Measure-Run {{ foreach ($i in 1..{Times}) {{ $null = Get-OAuth2Token {Stage.Near} }} }}");
        Task<Cost> GetSecretAsync() => worker.MeasureAsync(
            $"Measure-Run {{ foreach ($i in 1..{Times}) {{ $null = Get-Secret oauth2mail-{Stage.Near} -Vault Benchmarks }} }}");
        await Rounds.CompareAsync(3, GetTokenAsync, GetSecretAsync);
        Cost ratio = await Rounds.CompareAsync(9, GetTokenAsync, GetSecretAsync);
        return [Finding.Plain("a token from a warm vault: Get-OAuth2Token / Get-Secret", ratio.Elapsed)];
    }
}
