namespace OAuth2Mail.Authorization;

/// <summary>How an authorization ended, as the page in the browser tells it.</summary>
internal enum AuthorizationOutcome
{
    Succeeded,
    Declined,
    Failed,
    Expired,

    /// <summary>The answer belongs to another authorization; the one that is under way continues.</summary>
    Foreign,
}
