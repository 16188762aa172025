using MailKit;
using MailKit.Net.Smtp;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Delivery;

/// <summary>What went wrong with a transaction, and what that means for the connection: decided in this one place.</summary>
/// <param name="Failure">What it is for the user.</param>
/// <param name="Remedy">What lets the same transaction go on at once.</param>
/// <param name="KeepsConnection">The connection can take the next message.</param>
internal sealed record DeliveryFault(OAuth2MailException Failure, DeliveryRemedy Remedy, bool KeepsConnection)
{
    /// <returns>Null for what is no fault of the delivery, such as cancellation.</returns>
    public static DeliveryFault? Of(Exception e, SmtpTransaction transaction, TransferMeter meter, StoredProfile profile) => e switch
    {
        // 530 in mid-run: the token that authenticated the connection has expired.
        ServiceNotAuthenticatedException refusal => new DeliveryFault(
            SmtpFailure.OfMissingAuthentication(refusal, profile), DeliveryRemedy.Authenticate, KeepsConnection: false),
        _ when ConnectionFailure.IsTransportFailure(e) => new DeliveryFault(
            ConnectionFailure.OfLostConnection(e, profile.Smtp, meter.IsComplete),
            meter.IsComplete ? DeliveryRemedy.None : DeliveryRemedy.Reconnect,
            KeepsConnection: false),

        // RFC 5321 §3.8: with a 421 the server closes the connection, whatever was requested.
        SmtpCommandException { StatusCode: SmtpStatusCode.ServiceNotAvailable } closing => new DeliveryFault(
            SmtpFailure.OfCommand(closing, "MessageRejected", profile), DeliveryRemedy.Reconnect, KeepsConnection: false),
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } => new DeliveryFault(
            SmtpFailure.OfRecipients(transaction.Refused, profile), DeliveryRemedy.None, KeepsConnection: true),
        SmtpCommandException command => new DeliveryFault(
            SmtpFailure.OfCommand(command, "MessageRejected", profile), DeliveryRemedy.None, KeepsConnection: true),

        // In the middle of DATA there is no way back (RFC 5321 §4.1.1.4).
        OAuth2MailException own => new DeliveryFault(own, DeliveryRemedy.None, KeepsConnection: meter.Bytes == 0),
        _ => null,
    };
}
