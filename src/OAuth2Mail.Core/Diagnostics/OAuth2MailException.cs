namespace OAuth2Mail;

/// <summary>A failure that says what happened, under a stable id, and what to do about it.</summary>
/// <remarks>No message, advice or inner exception holds a token, secret or password.</remarks>
public sealed class OAuth2MailException : Exception
{
    /// <summary>Makes a failure.</summary>
    /// <param name="errorId">The stable id, PascalCase.</param>
    /// <param name="kind">What sort of failure it is.</param>
    /// <param name="message">What happened.</param>
    /// <param name="advice">What the administrator can do; null where the message says it all.</param>
    /// <param name="innerException">The cause.</param>
    public OAuth2MailException(
        string errorId, FailureKind kind, string message, string? advice = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        Kind = kind;
        Advice = advice;
    }

    /// <summary>The stable id, the first part of PowerShell's <c>FullyQualifiedErrorId</c>.</summary>
    public string ErrorId { get; }

    /// <summary>What sort of failure it is.</summary>
    public FailureKind Kind { get; }

    /// <summary>What the administrator can do; becomes <c>ErrorDetails.RecommendedAction</c>.</summary>
    public string? Advice { get; }

    /// <summary>
    /// The provider's own code: an OAuth <c>error</c> (RFC 6749 §5.2), <c>AADSTS…</c>, or an SMTP reply code with its
    /// enhanced status (RFC 3463), such as <c>535 5.7.3</c>.
    /// </summary>
    public string? ProviderCode { get; init; }

    /// <summary>The id under which the provider's support finds the request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Whether the same thing, done again a little later, may succeed.</summary>
    internal bool IsTransient { get; init; }

    /// <summary>How long the server asks to wait before that (RFC 9110 §10.2.3); null if it does not say.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}
