using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Modes;

/// <summary>What is wrong is said before anything is stored.</summary>
public sealed class BadInputTests(ModeFixture mode) : IClassFixture<ModeFixture>
{
    public static TheoryData<string, string> Lines => new()
    {
        { "-Gmail -CredentialFile '{serviceAccountFile}'", "GoogleFileMisplaced" },
        { "-GoogleServiceAccount -KeyFile '{googleClientFile}'", "GoogleFileMisplaced" },
        { "-Gmail -CredentialFile '{rsaKeyFile}'", "GoogleFileInvalid" },
        { "-Gmail -CredentialFile ./no-such-file.json", "KeyFileUnreadable" },
        { "-Gmail -ClientId x", "ParameterMissing" },
        { "-Exchange -ClientId x", "ParameterMissing" },
        { "-Exchange -ClientId x -TenantId t -Authority http://login.contoso.test/t", "EndpointNotSecure" },
        { "-Exchange -ClientId x -Authority https://login.contoso.test", "AuthorityInvalid" },
        { "-Exchange -ClientId x -Authority https://login.contoso.test/t/v2.0", "AuthorityInvalid" },
        { "-Exchange -ClientId x -TenantId t -AuthorizationParameter @{ state = 'mine' }", "ParameterReserved" },
        { "-Exchange -ClientId x -TenantId t -Proxy http://user:word@proxy.contoso.test:8080", "ProxyInvalid" },
        { "-Exchange -ClientId x -TenantId t -CertificateFile '{caFile}'", "CertificateWithoutKey" },
        { "-Exchange -ClientId x -TenantId t -CertificateFile '{googleClientFile}'", "ClientKeyUnreadable" },
        { "-Exchange -ClientId x -TenantId t -CertificateThumbprint 0123456789012345678901234567890123456789", "CertificateNotFound" },
        { "-Exchange -ClientId x -TenantId t -ClientSecret $secret -CertificateFile '{certificateFile}'", "ParameterConflict" },
        { "-ExchangeApplication -ClientId x -TenantId t", "ParameterMissing" },
        { "-ExchangeApplication -ClientId x -TenantId common -ClientSecret $secret", "TenantNotSupported" },
        { "-ExchangeApplication -ClientId x -TenantId t -ManagedIdentity -ClientSecret $secret", "ParameterConflict" },
        { "-Microsoft365 -ClientId x -TenantId common -Credential $credential", "TenantNotSupported" },
        { "-PrivateKeyJwt -ClientId x -TokenEndpoint https://t.test/ -AuthorizationEndpoint https://a.test/", "ParameterMissing" },
        { "-PrivateKeyJwt -ClientId x -TokenEndpoint https://t.test/ -GrantType ClientCredentials -PrivateKeyFile '{certificateFile}'", "ClientKeyUnreadable" },
        { "-PrivateKeyJwt -ClientId x -TokenEndpoint https://t.test/ -GrantType ClientCredentials -PrivateKeyFile '{curveKeyFile}' -SigningAlgorithm RS256", "SigningAlgorithmMismatch" },
        { "-ClientSecretPost -ClientId x -TokenEndpoint https://t.test/ -GrantType ClientCredentials", "ParameterMissing" },
        { "-ClientSecretPost -ClientId x -TokenEndpoint https://t.test/", "ParameterMissing" },
        { "-ClientSecretPost -ClientId x -TokenEndpoint https://t.test/ -GrantType JwtBearer", "ParameterConflict" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_line_names_what_is_wrong_and_stores_nothing(string line, string errorId)
    {
        foreach ((string name, string value) in mode.Servers.Describe())
        {
            line = line.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        EngineResult result = mode.Run($"New-OAuth2MailProfile -Name bad -UserName {LoopbackEnvironment.User} -SmtpServer localhost {line}");

        Assert.StartsWith(errorId + ",", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Empty(mode.Run("Get-OAuth2MailProfile").Output);
    }

    [Fact]
    public void A_secret_id_in_place_of_the_secret_is_a_warning()
    {
        EngineResult result = mode.Run($"""
            $id = ConvertTo-SecureString '{Guid.NewGuid()}' -AsPlainText -Force
            New-OAuth2MailProfile -Name id -UserName {LoopbackEnvironment.User} -Exchange -ClientId x -TenantId t -ClientSecret $id -WhatIf
            """);

        Assert.Contains("Secret ID", Assert.Single(result.ThrowOnErrors().Warnings), StringComparison.Ordinal);
    }
}
