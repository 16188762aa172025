namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>The path that a request had before it was put on its route.</summary>
internal sealed record OriginalPath(string Value);
