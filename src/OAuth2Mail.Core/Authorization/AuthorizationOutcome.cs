namespace OAuth2Mail.Authorization;

/// <summary>How an authorization ended, as the page in the browser tells it.</summary>
internal enum AuthorizationOutcome
{
    Succeeded,
    Declined,
    Failed,
    Expired,
}
