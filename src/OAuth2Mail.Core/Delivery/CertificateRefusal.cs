namespace OAuth2Mail.Delivery;

/// <summary>Why a server's certificate was refused, and how to fix it: only the most important reason.</summary>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Advice">What to do.</param>
internal sealed record CertificateRefusal(string Reason, string Advice);
