using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>The whole of the authorization endpoint's behaviour; what is absent goes back to normal.</summary>
internal sealed record ConsentChange(
    string? User = null,
    string? Error = null,
    string? ErrorDescription = null,
    StateTreatment State = StateTreatment.Returned,
    string? Issuer = null)
{
    public void Apply(ConsentBehaviour consent)
    {
        consent.User = User;
        consent.Error = Error;
        consent.ErrorDescription = ErrorDescription;
        consent.State = State;
        consent.Issuer = Issuer;
    }
}
