using System.Globalization;
using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers;

/// <summary>An environment as a flat map of strings, which any shell can read.</summary>
internal static class EnvironmentDescription
{
    public static IReadOnlyDictionary<string, string> Of(LoopbackEnvironment environment)
    {
        var server = environment.Authorization;
        var files = environment.Files;
        return new Dictionary<string, string>
        {
            ["issuer"] = server.Issuer.AbsoluteUri,
            ["authorizationEndpoint"] = server.AuthorizationEndpoint.AbsoluteUri,
            ["tokenEndpoint"] = server.TokenEndpoint.AbsoluteUri,
            ["deviceAuthorizationEndpoint"] = server.DeviceAuthorizationEndpoint.AbsoluteUri,
            ["revocationEndpoint"] = server.RevocationEndpoint.AbsoluteUri,
            ["introspectionEndpoint"] = server.IntrospectionEndpoint.AbsoluteUri,
            ["introspectionClientId"] = AuthorizationServer.IntrospectionClientId,
            ["introspectionClientSecret"] = AuthorizationServer.IntrospectionClientSecret,
            ["httpsAddress"] = server.HttpsAddress?.AbsoluteUri ?? "",
            ["entraAuthority"] = server.GetEntraAuthority(LoopbackEnvironment.TenantId).AbsoluteUri,
            ["browser"] = LoopbackBrowser.Executable,
            ["tenantId"] = LoopbackEnvironment.TenantId,
            ["identityEndpoint"] = server.IdentityEndpoint.AbsoluteUri,
            ["identityHeader"] = AuthorizationServer.IdentityHeader,
            ["googleAuthorizationEndpoint"] = server.GoogleAuthorizationEndpoint.AbsoluteUri,
            ["googleTokenEndpoint"] = server.GoogleTokenEndpoint.AbsoluteUri,
            ["googleRevocationEndpoint"] = server.GoogleRevocationEndpoint.AbsoluteUri,
            ["control"] = new Uri(server.Issuer, "/control/").AbsoluteUri,
            ["smtpServer"] = "localhost",
            ["smtpStartTlsPort"] = environment.Smtp.StartTlsPort.ToString(CultureInfo.InvariantCulture),
            ["smtpImplicitTlsPort"] = environment.Smtp.ImplicitTlsPort.ToString(CultureInfo.InvariantCulture),
            ["smtpThumbprintSha256"] = environment.SmtpThumbprintSha256,
            ["smtpThumbprintSha1"] = environment.SmtpThumbprintSha1,
            ["scope"] = LoopbackEnvironment.Scope,
            ["user"] = LoopbackEnvironment.User,
            ["password"] = LoopbackEnvironment.Password,
            ["otherUser"] = LoopbackEnvironment.OtherUser,
            ["sharedMailbox"] = LoopbackEnvironment.SharedMailbox,
            ["publicClientId"] = LoopbackEnvironment.PublicClientId,
            ["confidentialClientId"] = LoopbackEnvironment.ConfidentialClientId,
            ["webClientId"] = LoopbackEnvironment.WebClientId,
            ["webRedirectUri"] = LoopbackEnvironment.WebRedirectUri.AbsoluteUri,
            ["clientSecret"] = LoopbackEnvironment.ClientSecret,
            ["rsaClientId"] = LoopbackEnvironment.RsaClientId,
            ["curveClientId"] = LoopbackEnvironment.CurveClientId,
            ["federatedClientId"] = LoopbackEnvironment.FederatedClientId,
            ["serviceAccount"] = LoopbackEnvironment.ServiceAccount,
            ["caFile"] = files.AuthorityFile,
            ["rsaKeyFile"] = files.RsaKeyFile,
            ["curveKeyFile"] = files.CurveKeyFile,
            ["certificateFile"] = files.CertificateFile,
            ["federatedTokenFile"] = files.FederatedTokenFile,
            ["googleClientFile"] = files.GoogleClientFile,
            ["googleWebClientFile"] = files.GoogleWebClientFile,
            ["serviceAccountFile"] = files.ServiceAccountFile,
        };
    }
}
