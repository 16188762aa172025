# Profiles in vaults: made, listed, changed, removed. No server is needed for that.

BeforeAll {
    . "$PSScriptRoot/TestVault.ps1"
    Import-Module ([IO.Path]::GetFullPath("$PSScriptRoot/../../OAuth2Mail.psd1"))
    $vault = Register-TestVault
    $prefix = New-TestName 'p'
    Write-Host "Vault: $(Get-TestVaultKind)"

    # A profile as somebody would make it for a provider that the module does not know by name.
    function New-ContosoProfile([string] $Name, [hashtable] $Setting = @{}) {
        $parameters = @{
            Name                  = $Name
            Vault                 = $vault
            ClientSecretPost      = $true
            UserName              = 'ops@contoso.test'
            ClientId              = 'client'
            AuthorizationEndpoint = 'https://login.contoso.test/authorize'
            TokenEndpoint         = 'https://login.contoso.test/token'
            Scope                 = 'smtp'
            SmtpServer            = 'smtp.contoso.test'
            ErrorAction           = 'Stop'
        }
        foreach ($key in $Setting.Keys) { $parameters[$key] = $Setting[$key] }
        New-OAuth2MailProfile @parameters
    }
}

AfterAll {
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'New-OAuth2MailProfile' {
    It 'stores a profile and returns it' {
        $made = New-ContosoProfile "$prefix-new"

        $made | Should -BeOfType [OAuth2Mail.MailProfile]
        $made.Name | Should -Be "$prefix-new"
        $made.Mode | Should -Be 'ClientSecretPost'
        $made.UserName | Should -Be 'ops@contoso.test'
        $made.SmtpServer | Should -Be 'smtp.contoso.test'
        $made.Port | Should -Be 587
        $made.Vault | Should -Be $vault
        $made.Authorized | Should -BeFalse
        $made.TokenExpiresOn | Should -BeNullOrEmpty
        (Get-OAuth2MailProfile "$prefix-new" -Vault $vault).UserName | Should -Be 'ops@contoso.test'
    }

    It 'keeps everything in one secret, an ASCII string without quotes' {
        $null = New-ContosoProfile "$prefix-Secret" @{ ClientSecret = ConvertTo-SecureString 'correct horse' -AsPlainText -Force }

        $info = @(Get-SecretInfo "oauth2mail-$prefix-secret*" -Vault $vault)
        $info | Should -HaveCount 1
        $info[0].Name | Should -BeExactly "oauth2mail-$prefix-secret"
        Get-Secret $info[0].Name -Vault $vault | Should -BeOfType [securestring]
        $text = Get-Secret $info[0].Name -Vault $vault -AsPlainText
        $text | Should -Match '^[A-Za-z0-9_=.-]+$'
        $text | Should -Not -Match 'correct horse'
    }

    It 'uses port 465 with implicit TLS' {
        (New-ContosoProfile "$prefix-tls" @{ Security = 'ImplicitTls' }).Port | Should -Be 465
    }

    It 'lists the modes where none is given' {
        { New-OAuth2MailProfile "$prefix-none" -UserName a@contoso.test -Vault $vault } | Should -Throw '*Give one of -Exchange, -Microsoft365, -ExchangeApplication, -Gmail, -GoogleServiceAccount, -ClientSecretPost, -PrivateKeyJwt*'
        { New-OAuth2MailProfile } | Should -Throw '*Give one of*'
    }

    It 'names the endpoints that are missing, and where to find them' {
        $problem = $null
        New-OAuth2MailProfile "$prefix-none" -ClientSecretPost -ClientId c -UserName a@contoso.test -SmtpServer x.test -Vault $vault -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ParameterMissing,*'
        "$($problem[0])" | Should -BeLike '*-TokenEndpoint*-Issuer*'
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*openid-configuration*'
    }

    It 'refuses a name that is taken' {
        $null = New-ContosoProfile "$prefix-taken"

        { New-ContosoProfile "$prefix-TAKEN" } | Should -Throw -ErrorId 'ProfileExists,*'
    }

    It 'overwrites with -Force' {
        $null = New-ContosoProfile "$prefix-force"
        $null = New-ContosoProfile "$prefix-force" @{ Force = $true; UserName = 'other@contoso.test' }

        (Get-OAuth2MailProfile "$prefix-force" -Vault $vault).UserName | Should -Be 'other@contoso.test'
    }

    It 'stores nothing with -WhatIf' {
        New-ContosoProfile "$prefix-whatif" @{ WhatIf = $true } | Should -BeNullOrEmpty

        Get-OAuth2MailProfile "$prefix-whatif*" -Vault $vault | Should -BeNullOrEmpty
    }

    It 'refuses <why>' -TestCases @(
        @{ why = 'an endpoint without TLS'; setting = @{ TokenEndpoint = 'http://login.contoso.test/token' }; id = 'EndpointNotSecure' }
        @{ why = 'a consent page without TLS'; setting = @{ AuthorizationEndpoint = 'http://login.contoso.test/authorize' }; id = 'EndpointNotSecure' }
        @{ why = 'a relative endpoint'; setting = @{ TokenEndpoint = '/token' }; id = 'EndpointNotSecure' }
        @{ why = 'a mailbox that is no address'; setting = @{ UserName = 'ops' }; id = 'AddressInvalid' }
        @{ why = 'a sender that is no address'; setting = @{ From = 'ops@' }; id = 'AddressInvalid' }
        @{ why = 'a server that is no host name'; setting = @{ SmtpServer = 'smtp contoso' }; id = 'SmtpServerInvalid' }
        @{ why = 'a thumbprint of the wrong length'; setting = @{ ServerCertificateThumbprint = 'abcd' }; id = 'ThumbprintInvalid' }
        @{ why = 'a vault that is not registered'; setting = @{ Vault = 'no-such-vault' }; id = 'VaultNotFound' }
    ) {
        { New-ContosoProfile "$prefix-refused" $setting } | Should -Throw -ErrorId "$id,*"

        Get-OAuth2MailProfile "$prefix-refused*" -Vault $vault | Should -BeNullOrEmpty
    }

    It 'refuses the name <bad>' -TestCases @(
        @{ bad = 'two words' }
        @{ bad = 'under_score' }
        @{ bad = 'dot.ted' }
        @{ bad = '../up' }
        @{ bad = 'a*' }
        @{ bad = 'käse' }
        @{ bad = 'x' * 65 }
    ) {
        { New-ContosoProfile $bad } | Should -Throw -ErrorId 'ProfileNameInvalid,*'
    }

    It 'accepts an endpoint without TLS on a loopback address' {
        (New-ContosoProfile "$prefix-loopback" @{ TokenEndpoint = 'http://127.0.0.1:5000/token' }).Name | Should -Be "$prefix-loopback"
    }

    It 'needs no confirmation and no answer' {
        { New-ContosoProfile "$prefix-quiet" @{ Confirm = $false } } | Should -Not -Throw
    }
}

Describe 'Get-OAuth2MailProfile' {
    BeforeAll {
        foreach ($each in 'a1', 'a2', 'b1') { $null = New-ContosoProfile "$prefix-list-$each" }
    }

    It 'lists by wildcard, whatever the case' {
        (Get-OAuth2MailProfile "$prefix-LIST-a?" -Vault $vault).Name | Should -Be @("$prefix-list-a1", "$prefix-list-a2")
    }

    It 'takes several names' {
        Get-OAuth2MailProfile "$prefix-list-a1", "$prefix-list-b*" -Vault $vault | Should -HaveCount 2
    }

    It 'lists nothing, silently, where a wildcard matches nothing' {
        Get-OAuth2MailProfile "$prefix-none*" -Vault $vault -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'reports a name that does not exist, and goes on' {
        $listed = Get-OAuth2MailProfile "$prefix-none", "$prefix-list-b1" -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue

        $listed.Name | Should -Be "$prefix-list-b1"
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'ProfileNotFound,*'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problems[0].TargetObject | Should -Be "$prefix-none"
    }

    It 'looks into every vault unless one is named' {
        Get-OAuth2MailProfile "$prefix-list-b1" | ForEach-Object Vault | Should -Contain $vault
    }

    It 'reports a secret that is damaged, and lists the rest' {
        Set-Secret "oauth2mail-$prefix-list-a3" -SecureStringSecret (ConvertTo-SecureString 'not-a-profile' -AsPlainText -Force) -Vault $vault
        $listed = Get-OAuth2MailProfile "$prefix-list-*" -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue

        $listed | Should -HaveCount 3
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'ProfileDamaged,*'
        $problems[0].TargetObject | Should -Be "$prefix-list-a3"
        Remove-OAuth2MailProfile "$prefix-list-a3" -Vault $vault
    }

    It 'does not take other secrets for profiles' {
        Set-Secret "$prefix-list-other" -Secret 'x' -Vault $vault
        try { Get-OAuth2MailProfile '*' -Vault $vault | ForEach-Object Name | Should -Not -Contain "$prefix-list-other" }
        finally { Remove-Secret "$prefix-list-other" -Vault $vault }
    }

    It 'shows a table with <column>' -TestCases @(
        foreach ($column in 'Name', 'Mode', 'UserName', 'SmtpServer', 'Port', 'Vault', 'Authorized', 'TokenExpiresOn', 'SecretExpiresOn') { @{ column = $column } }
    ) {
        $lines = @(Get-OAuth2MailProfile "$prefix-list-b1" -Vault $vault | Out-String -Width 400 -Stream | Where-Object { $_ })

        $lines[0] | Should -Match "\b$column\b"
    }
}

Describe 'Set-OAuth2MailProfile' {
    BeforeEach {
        $name = New-TestName $prefix
        $null = New-ContosoProfile $name.Substring(0, 60) @{ ClientSecret = ConvertTo-SecureString 'old' -AsPlainText -Force }
        $name = $name.Substring(0, 60)
    }

    It 'changes what is given and keeps the rest, silently' {
        Set-OAuth2MailProfile $name -SmtpServer relay.contoso.test -Port 2525 -From 'noreply@contoso.test' -Vault $vault | Should -BeNullOrEmpty

        $changed = Get-OAuth2MailProfile $name -Vault $vault
        $changed.SmtpServer | Should -Be 'relay.contoso.test'
        $changed.Port | Should -Be 2525
        $changed.From | Should -Be 'noreply@contoso.test'
        $changed.UserName | Should -Be 'ops@contoso.test'
        $changed.ClientId | Should -Be 'client'
    }

    It 'returns the profile with -PassThru' {
        $until = [datetime] '2031-05-06'
        $changed = Set-OAuth2MailProfile $name -ClientSecretExpires $until -Vault $vault -PassThru

        $changed | Should -BeOfType [OAuth2Mail.MailProfile]
        $changed.SecretExpiresOn.LocalDateTime | Should -Be $until
    }

    It 'changes nothing with -WhatIf' {
        Set-OAuth2MailProfile $name -SmtpServer relay.contoso.test -Vault $vault -WhatIf

        (Get-OAuth2MailProfile $name -Vault $vault).SmtpServer | Should -Be 'smtp.contoso.test'
    }

    It 'checks what it is given, and changes nothing then' {
        { Set-OAuth2MailProfile $name -SmtpServer other.contoso.test -TokenEndpoint 'http://login.contoso.test/token' -Vault $vault -ErrorAction Stop } |
            Should -Throw -ErrorId 'EndpointNotSecure,*'

        (Get-OAuth2MailProfile $name -Vault $vault).SmtpServer | Should -Be 'smtp.contoso.test'
    }

    It 'refuses what means nothing to the mode, and changes nothing then' {
        { Set-OAuth2MailProfile $name -Port 2525 -TenantId contoso.test -Vault $vault -ErrorAction Stop } |
            Should -Throw -ErrorId 'ParameterNotApplicable,*'

        (Get-OAuth2MailProfile $name -Vault $vault).Port | Should -Be 587
    }

    It 'takes a proxy away with <none>' -TestCases @(@{ none = $null }, @{ none = '' }) {
        Set-OAuth2MailProfile $name -Proxy http://proxy.contoso.test:8080 -Vault $vault
        (Get-OAuth2MailProfile $name -Vault $vault).Proxy.Port | Should -Be 8080

        Set-OAuth2MailProfile $name -Proxy $none -Vault $vault

        (Get-OAuth2MailProfile $name -Vault $vault).Proxy | Should -BeNullOrEmpty
    }

    It 'forgets the end of the old secret with a new one' {
        Set-OAuth2MailProfile $name -ClientSecretExpires '2031-05-06' -Vault $vault

        Set-OAuth2MailProfile $name -ClientSecret (ConvertTo-SecureString 'new' -AsPlainText -Force) -Vault $vault

        (Get-OAuth2MailProfile $name -Vault $vault).SecretExpiresOn | Should -BeNullOrEmpty
    }

    It 'moves a Microsoft profile to another cloud with its server and scope' {
        $microsoft = New-OAuth2MailProfile "$prefix-cloud" -ExchangeApplication -ClientId app -TenantId contoso.test -UserName a@contoso.test `
            -ClientSecret (ConvertTo-SecureString 'secret' -AsPlainText -Force) -Vault $vault -Force
        $microsoft.SmtpServer | Should -Be 'smtp.office365.com'

        $moved = Set-OAuth2MailProfile "$prefix-cloud" -Cloud AzureUSGovernment -Vault $vault -PassThru

        $moved.SmtpServer | Should -Be 'smtp.office365.us'
        $moved.Scopes | Should -Be 'https://outlook.office365.us/.default'
        $moved.TokenEndpoint.Host | Should -Be 'login.microsoftonline.us'
    }

    It 'works on what Get-OAuth2MailProfile lists' {
        Get-OAuth2MailProfile $name -Vault $vault | Set-OAuth2MailProfile -Port 2526

        (Get-OAuth2MailProfile $name -Vault $vault).Port | Should -Be 2526
    }

    It 'reports a profile that does not exist' {
        { Set-OAuth2MailProfile "$prefix-none" -Port 25 -Vault $vault -ErrorAction Stop } | Should -Throw -ErrorId 'ProfileNotFound,*'
    }
}

Describe 'Remove-OAuth2MailProfile' {
    BeforeEach {
        $null = New-ContosoProfile "$prefix-remove" @{ Force = $true }
    }

    It 'removes a profile, silently' {
        Remove-OAuth2MailProfile "$prefix-remove" -Vault $vault | Should -BeNullOrEmpty

        Get-SecretInfo "oauth2mail-$prefix-remove" -Vault $vault | Should -BeNullOrEmpty
    }

    It 'removes nothing with -WhatIf' {
        Remove-OAuth2MailProfile "$prefix-remove" -Vault $vault -WhatIf

        Get-OAuth2MailProfile "$prefix-remove" -Vault $vault | Should -HaveCount 1
    }

    It 'works on what Get-OAuth2MailProfile lists' {
        Get-OAuth2MailProfile "$prefix-remove" -Vault $vault | Remove-OAuth2MailProfile

        Get-OAuth2MailProfile "$prefix-remove*" -Vault $vault | Should -BeNullOrEmpty
    }

    It 'reports a profile that does not exist' {
        { Remove-OAuth2MailProfile "$prefix-none" -Vault $vault -ErrorAction Stop } | Should -Throw -ErrorId 'ProfileNotFound,*'
    }

    It 'warns where there is nothing to revoke, and removes all the same' {
        Remove-OAuth2MailProfile "$prefix-remove" -Vault $vault -Revoke -WarningVariable warnings -WarningAction SilentlyContinue

        $warnings | Should -HaveCount 1
        Get-OAuth2MailProfile "$prefix-remove*" -Vault $vault | Should -BeNullOrEmpty
    }
}
