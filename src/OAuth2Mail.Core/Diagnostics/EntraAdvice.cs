namespace OAuth2Mail.Diagnostics;

/// <summary>What an AADSTS code means for the administrator.</summary>
internal sealed record EntraAdvice(string ErrorId, FailureKind Kind, string Advice);
