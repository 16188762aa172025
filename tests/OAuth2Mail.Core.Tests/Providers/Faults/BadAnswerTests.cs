using System.Diagnostics;
using OAuth2Mail.Protocol;
using Xunit;

namespace OAuth2Mail.Tests.Providers.Faults;

/// <summary>The table: every bad answer at every endpoint of every mode.</summary>
public sealed class BadAnswerTests(FaultyProvider server) : IClassFixture<FaultyProvider>
{
    private static readonly ProviderHttp s_patient = new(TimeSpan.FromSeconds(60));
    private static readonly ProviderHttp s_impatient = new(TimeSpan.FromSeconds(1));

    public static TheoryData<string> Requests => [.. ModeRequest.All.Select(static request => request.Name)];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Bad_answer_is_a_failure_of_the_right_kind_within_its_limit(string name)
    {
        var request = ModeRequest.Named(name);
        Assert.SkipUnless(
            server.HttpsAddress is not null && (OperatingSystem.IsLinux() || request.Name.StartsWith("Client", StringComparison.Ordinal)),
            "Trusting a test authority takes OpenSSL.");
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", new Uri(server.Address, "msi/token").AbsoluteUri);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "SECRET-header");

        var complaints = await Task.WhenAll(BadAnswers.All
            .Where(answer => !answer.IsOfTokens || request.Endpoint is FaultyEndpoint.Token or FaultyEndpoint.ManagedIdentity)
            .Where(answer => !answer.IsSuccess || request.Endpoint is not FaultyEndpoint.Revocation || answer.Name == "huge")
            .Select(answer => ComplainAsync(request, answer)));

        Assert.True(complaints.All(static complaint => complaint is null), string.Join('\n', complaints.OfType<string>()));
        Assert.Empty(server.Stolen);
    }

    private async Task<string?> ComplainAsync(ModeRequest request, BadAnswer answer)
    {
        var plan = FaultPlan.For(request.Endpoint, answer.Name, request.GoodAnswers);
        var http = answer.HasNoEnd ? s_impatient : s_patient;
        var start = Stopwatch.StartNew();
        try
        {
            var tokens = await request.RunAsync(new(server, plan, http), default).WaitAsync(TimeSpan.FromMinutes(2));
            return $"{answer.Name}: taken for good ({tokens?.AccessToken})";
        }
        catch (OAuth2MailException e)
        {
            var words = e.ToString() + e.Advice;
            return words.Contains("SECRET", StringComparison.Ordinal) ? $"{answer.Name}: tells a secret: {words}"
                : start.Elapsed > TimeSpan.FromSeconds(40) ? $"{answer.Name}: took {start.Elapsed}"
                : !IsExpected(request, answer, e) ? $"{answer.Name}: {e.Kind} {e.ErrorId}: {e.Message}"
                : null;
        }
        catch (Exception e)
        {
            return $"{answer.Name}: raw {e}";
        }
    }

    private static bool IsExpected(ModeRequest request, BadAnswer answer, OAuth2MailException e) => answer.Kind switch
    {
        // A code's life ends before an outage of the token endpoint does.
        FailureKind.Unavailable or FailureKind.Connection or FailureKind.Timeout when request.Name.EndsWith("poll", StringComparison.Ordinal)
            => e.Kind == answer.Kind,
        FailureKind.InvalidData when request.Endpoint == FaultyEndpoint.Discovery && answer.Name == "missing"
            => e.Kind == FailureKind.NotFound,
        // Nobody but MSAL reads what is no success of these.
        FailureKind.InvalidData when request.Endpoint == FaultyEndpoint.ManagedIdentity
            => e.Kind is FailureKind.InvalidData or FailureKind.Authentication,
        _ => e.Kind == answer.Kind && e.ErrorId.Length > 0,
    };
}
