# One profile line for each way to authorize, from there to a received mail.

BeforeAll {
    Import-Module ([IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..', 'OAuth2Mail.psd1')))
    . "$PSScriptRoot/TestVault.ps1"
    . "$PSScriptRoot/LoopbackServers.ps1"
    $vault = Register-TestVault
    $servers = Start-LoopbackServers
    $name = New-TestName 'mode'
    $secret = ConvertTo-SecureString $servers.clientSecret -AsPlainText -Force
    $password = ConvertTo-SecureString $servers.password -AsPlainText -Force
    $credential = [pscredential]::new($servers.user, $password)
    $server = @{
        SmtpServer                  = $servers.smtpServer
        Port                        = [int] $servers.smtpStartTlsPort
        ServerCertificateThumbprint = $servers.smtpThumbprintSha256
        Vault                       = $vault
        Force                       = $true
    }

    # Plays the browser: the servers' own program visits the address that it is given.
    $browserBefore = $env:BROWSER
    $env:BROWSER = $servers.browser

    # SSL_CERT_FILE and OAUTH2MAIL_TEST_AUTHORITY, as build.ps1 and dotnet test set them.
    function Assert-Trust {
        if (-not ($env:OAUTH2MAIL_TEST_AUTHORITY -and $env:SSL_CERT_FILE)) {
            Set-ItResult -Skipped -Because 'the modes of Microsoft need https, and this process did not trust the test CA from its start'
        }
    }

    function Send-FirstMail {
        Send-OAuth2MailMessage -ProfileName $name -Vault $vault -To 'ops@contoso.test' -Subject 'First mail' -Body 'It works.'
        $messages = @(Read-Servers 'messages?count=1')
        $messages.Count | Should -Be 1
        $messages[0].userName | Should -Be $servers.user
        @(Get-TokenRequest)[0].form.grant_type
    }
}

AfterAll {
    $env:BROWSER = $browserBefore
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$name"
}

Describe 'A first mail' {
    BeforeEach { Reset-Servers }

    It 'by -ClientSecretPost' {
        $null = New-OAuth2MailProfile -Name $name -UserName $servers.user -ClientSecretPost -Issuer $servers.issuer -ClientId $servers.confidentialClientId -ClientSecret $secret -Scope $servers.scope @server
        $null = Invoke-OAuth2Authorization -Name $name -Vault $vault -TimeoutSec 30
        Send-FirstMail | Should -Be 'authorization_code'
    }

    It 'by -PrivateKeyJwt' {
        $null = New-OAuth2MailProfile -Name $name -UserName $servers.user -PrivateKeyJwt -GrantType ClientCredentials -Issuer $servers.issuer -ClientId $servers.rsaClientId -PrivateKeyFile $servers.rsaKeyFile -PrivateKeyId rsa-1 -Scope 'https://mail.google.com/' @server
        Send-FirstMail | Should -Be 'client_credentials'
    }

    It 'by -Gmail' {
        $null = New-OAuth2MailProfile -Name $name -UserName $servers.user -Gmail -CredentialFile $servers.googleClientFile @server
        $null = Invoke-OAuth2Authorization -Name $name -Vault $vault -TimeoutSec 30
        Send-FirstMail | Should -Be 'authorization_code'
    }

    It 'by -GoogleServiceAccount' {
        $null = New-OAuth2MailProfile -Name $name -UserName $servers.user -GoogleServiceAccount -KeyFile $servers.serviceAccountFile @server
        Send-FirstMail | Should -Be 'urn:ietf:params:oauth:grant-type:jwt-bearer'
    }

    It 'by -Exchange' {
        Assert-Trust
        $null = New-OAuth2MailProfile -Name $name -UserName $servers.user -Exchange -ClientId $servers.publicClientId -Authority $servers.entraAuthority @server
        $null = Invoke-OAuth2Authorization -Name $name -Vault $vault -TimeoutSec 30
        Send-FirstMail | Should -Be 'authorization_code'
    }

    It 'by -Microsoft365' {
        Assert-Trust
        $null = New-OAuth2MailProfile -Name $name -Microsoft365 -Credential $credential -ClientId $servers.publicClientId -Authority $servers.entraAuthority @server
        Send-FirstMail | Should -Be 'password'
    }

    It 'by -ExchangeApplication' {
        Assert-Trust
        $null = New-OAuth2MailProfile -Name $name -UserName $servers.user -ExchangeApplication -ClientId $servers.confidentialClientId -ClientSecret $secret -Authority $servers.entraAuthority @server
        Send-FirstMail | Should -Be 'client_credentials'
    }
}
