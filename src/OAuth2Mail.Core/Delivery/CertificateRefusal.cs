namespace OAuth2Mail.Delivery;

/// <summary>Why a server's certificate was refused, only the most important reason.</summary>
/// <param name="Code">What the catalogue knows it by.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record CertificateRefusal(string Code, string Reason);
