namespace OAuth2Mail.Protocol;

/// <summary>What a person needs for device authorization (RFC 8628 §3.2).</summary>
internal sealed record DeviceCodePrompt(string UserCode, string VerificationUri, DateTimeOffset ExpiresOn);
