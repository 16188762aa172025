namespace OAuth2Mail;

/// <summary>How much of a message a delivery status notification holds (RFC 3461 RET).</summary>
public enum DeliveryNotificationReturn
{
    /// <summary>The whole message.</summary>
    Full,

    /// <summary>Its headers.</summary>
    HeadersOnly,
}
