namespace OAuth2Mail.Delivery;

/// <summary>Why a server's certificate is not good, and what mends that: the one thing that matters most.</summary>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Advice">What to do.</param>
internal sealed record CertificateRefusal(string Reason, string Advice);
