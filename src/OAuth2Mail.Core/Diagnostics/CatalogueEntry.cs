namespace OAuth2Mail.Diagnostics;

/// <summary>One thing that a provider, a vault or the network says: how to recognize it, what it means, and what to do.</summary>
/// <param name="ErrorId">The stable id of the failure.</param>
/// <param name="Kind">What sort of failure it is.</param>
/// <param name="Meaning">What it means, as a sentence.</param>
/// <param name="Remedy">What to do; names in braces are filled in from an <see cref="AdviceSubject"/>.</param>
internal sealed record CatalogueEntry(string ErrorId, FailureKind Kind, string Meaning, string Remedy)
{
    /// <summary>The codes, each of which is enough: <c>535</c>, <c>535 5.7.139</c>, <c>AADSTS50076</c>, <c>invalid_grant</c>.</summary>
    public required string[] Codes { get; init; }

    /// <summary>One of these has to be in the text too, because the code alone does not say enough; none if it does.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>The service for whose profiles the code alone says enough.</summary>
    public MailService? Service { get; init; }

    /// <summary>The grants that it is about; none for all.</summary>
    public string[] Grants { get; init; } = [];

    /// <summary>The same thing may succeed a little later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The id if an OAuth endpoint is concerned instead of the mail server, where that differs.</summary>
    public string? EndpointErrorId { get; init; }

    /// <summary>The provider's page about it.</summary>
    public string? Link { get; init; }

    /// <summary>Whether this is what was said.</summary>
    /// <param name="code">The code, with the enhanced status where there is one.</param>
    /// <param name="text">The text, in one line with single spaces.</param>
    /// <param name="subject">Whom it was said to.</param>
    public bool Matches(string code, string text, AdviceSubject subject) =>
        Codes.Any(known => code == known || code.StartsWith(known + " ", StringComparison.Ordinal))
        && (Grants.Length == 0 || Grants.Contains(subject.Grant))
        && ((Words.Length == 0 && Service is null)
            || Words.Any(words => text.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0)
            || (Service is not null && Service == subject.Service));

    /// <summary>What it means and what to do, for a profile.</summary>
    public string AdviceFor(AdviceSubject subject) => subject.Fill($"{Meaning} {Remedy}");
}
