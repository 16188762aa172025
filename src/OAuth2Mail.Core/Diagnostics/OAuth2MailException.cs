using OAuth2Mail.Diagnostics;

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

    /// <summary>Makes a failure that the catalogue knows.</summary>
    /// <param name="entry">What it is.</param>
    /// <param name="subject">Whom the advice is for.</param>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    internal OAuth2MailException(CatalogueEntry entry, AdviceSubject subject, string message, Exception? innerException = null)
        : this(entry.ErrorId, entry.Kind, message, entry.AdviceFor(subject), innerException)
    {
        IsTransient = entry.IsTransient;
        HelpLink = entry.Link;
    }

    // The same failure, told in other words.
    private OAuth2MailException(OAuth2MailException other, string message)
        : this(other.ErrorId, other.Kind, message, other.Advice, other.InnerException)
    {
        ProviderCode = other.ProviderCode;
        ServerResponse = other.ServerResponse;
        CorrelationId = other.CorrelationId;
        TraceId = other.TraceId;
        OAuthError = other.OAuthError;
        IsTransient = other.IsTransient;
        RetryAfter = other.RetryAfter;
        HelpLink = other.HelpLink;
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

    /// <summary>The server's own words, in one line: the reply of an SMTP server, the description of an OAuth error.</summary>
    public string? ServerResponse { get; init; }

    /// <summary>The id under which the provider's support finds the request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The id under which the provider's support finds the one attempt of it (Microsoft Entra).</summary>
    public string? TraceId { get; init; }

    /// <summary>The OAuth <c>error</c> (RFC 6749 §5.2), where the provider's own code is more exact.</summary>
    internal string? OAuthError { get => field ?? ProviderCode; init; }

    /// <summary>Whether the same thing, done again a little later, may succeed.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the server asks to wait before that (RFC 9110 §10.2.3); null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same failure, with more to say.</summary>
    internal OAuth2MailException Saying(string message) => new(this, message);
}
