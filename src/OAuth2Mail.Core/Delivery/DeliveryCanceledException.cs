namespace OAuth2Mail.Delivery;

/// <summary>A delivery was cancelled when its message had gone out, and the server has not replied.</summary>
/// <param name="failure">What that means for the message.</param>
internal sealed class DeliveryCanceledException(OAuth2MailException failure) : OperationCanceledException(failure.Message)
{
    public OAuth2MailException Failure { get; } = failure;
}
