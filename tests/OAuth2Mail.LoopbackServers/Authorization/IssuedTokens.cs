using OpenIddict.Abstractions;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>The tokens in the store, for those who want to make them bad.</summary>
internal sealed class IssuedTokens(IServiceProvider services)
{
    public async Task<bool> RevokeAsync(string token, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        return await tokens.FindByReferenceIdAsync(token, cancellationToken) is { } entry
            && await tokens.TryRevokeAsync(entry, cancellationToken);
    }

    /// <summary>Revokes a token and all others that come from the same consent.</summary>
    public async Task<bool> RevokeGrantAsync(string token, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        if (await tokens.FindByReferenceIdAsync(token, cancellationToken) is not { } entry)
        {
            return false;
        }

        if (await tokens.GetAuthorizationIdAsync(entry, cancellationToken) is not { } grant)
        {
            return await tokens.TryRevokeAsync(entry, cancellationToken);
        }

        await tokens.RevokeByAuthorizationIdAsync(grant, cancellationToken);
        return true;
    }

    public async Task RevokeAllAsync(string? type, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        var entries = new List<object>();
        await foreach (var entry in tokens.ListAsync(null, null, cancellationToken))
        {
            entries.Add(entry);
        }

        foreach (var entry in entries)
        {
            if (type is null || await tokens.HasTypeAsync(entry, type, cancellationToken))
            {
                await tokens.TryRevokeAsync(entry, cancellationToken);
            }
        }
    }
}
