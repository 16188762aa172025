using Microsoft.AspNetCore.Http;

namespace OAuth2Mail.Tests.Providers.Faults;

/// <summary>An answer that no endpoint should give, and what it should be taken for.</summary>
/// <param name="Name">In lower case, so that it can be a part of an address.</param>
/// <param name="Kind">The failure's kind where it is a token endpoint's answer.</param>
/// <param name="WriteAsync">Gives the answer.</param>
public sealed record BadAnswer(string Name, FailureKind Kind, Func<HttpContext, Task> WriteAsync)
{
    /// <summary>Whether the client has to give up by itself.</summary>
    public bool HasNoEnd { get; init; }

    /// <summary>Whether its HTTP status is a success, which is all that a revocation endpoint has to say (RFC 7009 §2.2).</summary>
    public bool IsSuccess { get; init; }

    /// <summary>Whether only a token endpoint may not say so.</summary>
    public bool IsOfTokens { get; init; }

    public static BadAnswer Of(string name, string body, int status = 200, string type = "application/json", FailureKind kind = FailureKind.InvalidData)
        => new(name, kind, async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            if (status is not (204 or 304))
            {
                await context.Response.WriteAsync(body);
            }
        }) { IsSuccess = status < 300 };

    /// <summary>A token endpoint's success without a usable token.</summary>
    public static BadAnswer OfToken(string name, string body) => Of(name, body) with { IsOfTokens = true };

    public static BadAnswer Redirect(int status, string? location) => new($"redirect-{status}{(location is null ? "-nowhere" : "")}", FailureKind.Security, context =>
    {
        context.Response.StatusCode = status;
        if (location is not null)
        {
            context.Response.Headers.Location = $"{context.Request.Scheme}://{context.Request.Host}{location}";
        }

        return Task.CompletedTask;
    });
}
