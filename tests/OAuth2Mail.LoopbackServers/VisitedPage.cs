using System.Net;

namespace OAuth2Mail.LoopbackServers;

/// <summary>Where a visit ended.</summary>
/// <param name="Address">The last address.</param>
/// <param name="Status">Its HTTP status.</param>
/// <param name="Body">The page.</param>
public sealed record VisitedPage(Uri Address, HttpStatusCode Status, string Body);
