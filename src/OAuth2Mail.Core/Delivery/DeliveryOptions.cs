namespace OAuth2Mail.Delivery;

/// <summary>What a user wants of a delivery.</summary>
internal sealed record DeliveryOptions
{
    /// <summary>One refused recipient fails the whole message.</summary>
    public bool RequireAllRecipients { get; init; }
}
