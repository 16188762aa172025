using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>Those of the SMTP server's options that are to change; what is absent stays.</summary>
internal sealed record SmtpOptionsChange(
    string[]? Mechanisms = null,
    string[]? Extensions = null,
    bool? OffersStartTls = null,
    bool? OffersAuthWithoutTls = null,
    string? RefusedTokenReply = null,
    long? MaxMessageSize = null,
    int? MaxRecipients = null,
    int? MaxMessagesPerConnection = null,
    int? MaxConnections = null,
    bool? KeepsContent = null)
{
    public SmtpServerOptions Apply(SmtpServerOptions options) => options with
    {
        Mechanisms = Mechanisms ?? options.Mechanisms,
        Extensions = Extensions ?? options.Extensions,
        OffersStartTls = OffersStartTls ?? options.OffersStartTls,
        OffersAuthWithoutTls = OffersAuthWithoutTls ?? options.OffersAuthWithoutTls,
        RefusedTokenReply = RefusedTokenReply ?? options.RefusedTokenReply,
        MaxMessageSize = MaxMessageSize ?? options.MaxMessageSize,
        MaxRecipients = MaxRecipients ?? options.MaxRecipients,

        // Zero, which would make no sense, takes the limit away.
        MaxMessagesPerConnection = Limit(MaxMessagesPerConnection, options.MaxMessagesPerConnection),
        MaxConnections = Limit(MaxConnections, options.MaxConnections),
        KeepsContent = KeepsContent ?? options.KeepsContent,
    };

    private static int? Limit(int? change, int? present) => change is 0 ? null : change ?? present;
}
