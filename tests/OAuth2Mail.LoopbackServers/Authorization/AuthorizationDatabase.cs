using Microsoft.EntityFrameworkCore;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>OpenIddict's clients, authorizations and tokens, in memory.</summary>
internal sealed class AuthorizationDatabase(DbContextOptions<AuthorizationDatabase> options) : DbContext(options);
