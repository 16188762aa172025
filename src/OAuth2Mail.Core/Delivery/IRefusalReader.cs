namespace OAuth2Mail.Delivery;

/// <summary>A SASL mechanism that keeps what the server says of a refused token.</summary>
internal interface IRefusalReader
{
    /// <summary>The JSON that came with the refusal (<c>status</c>, <c>schemes</c>, <c>scope</c>); null where none came.</summary>
    string? Refusal { get; }
}
