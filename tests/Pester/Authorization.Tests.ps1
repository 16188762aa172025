# One-time consent, with a real authorization server on this machine. The servers also play the person's browser.

BeforeAll {
    . "$PSScriptRoot/TestVault.ps1"
    . "$PSScriptRoot/LoopbackServers.ps1"
    Import-Module ([IO.Path]::GetFullPath("$PSScriptRoot/../../OAuth2Mail.psd1"))
    $vault = Register-TestVault
    $prefix = New-TestName 'a'
    $servers = Start-LoopbackServers
    Write-Host "Vault: $(Get-TestVaultKind)"
    $name = "$prefix-one"
    $invoke = "Invoke-OAuth2Authorization -Name $name -Vault $vault"
    $listen = "$invoke -NoBrowser -TimeoutSec 15"

    function Test-Authorized([string] $Name) { (Get-OAuth2MailProfile $Name -Vault $vault).Authorized }
}

AfterAll {
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'Invoke-OAuth2Authorization -NoBrowser' {
    BeforeEach {
        Reset-Servers
        $null = New-TestProfile $name @{ Force = $true }
    }

    It 'shows the address, listens, and stores the tokens' {
        $work = Start-InBackground $listen
        $address = Wait-ShownAddress $work
        $page = Open-InBrowser $address
        $result = Complete-Background $work

        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -HaveCount 1
        $result.Output[0].State | Should -Be 'Valid'
        $result.Output[0].Source | Should -Be 'Consent'
        $result.Output[0].UserName | Should -Be $servers.user
        $result.Output[0].ExpiresOn | Should -BeGreaterThan ([datetimeoffset]::Now.AddMinutes(50))
        $page.status | Should -Be 200
        Test-Authorized $name | Should -BeTrue
    }

    It 'asks for consent with PKCE, a state and a login hint' {
        $work = Start-InBackground $listen
        $address = Wait-ShownAddress $work
        $null = Open-InBrowser $address
        $null = Complete-Background $work

        foreach ($part in 'response_type=code', 'code_challenge_method=S256', 'code_challenge=', 'state=', 'prompt=consent', 'redirect_uri=http%3A%2F%2F127.0.0.1', 'login_hint=') {
            $address | Should -BeLike "*$part*"
        }
    }

    It 'keeps the query that the endpoint has' {
        $endpoint = $servers.authorizationEndpoint + '?ui_locales=de%20en'
        $null = New-TestProfile $name @{ Force = $true; AuthorizationEndpoint = $endpoint }
        $work = Start-InBackground $listen
        $address = Wait-ShownAddress $work
        $null = Open-InBrowser $address
        $result = Complete-Background $work

        $address.StartsWith("$endpoint&") | Should -BeTrue
        $result.Output[0].State | Should -Be 'Valid'
    }

    It 'does not complete where the state is <treatment>' -TestCases @(
        @{ treatment = 'Corrupted' }
        @{ treatment = 'Omitted' }
    ) {
        Set-Servers consent "{`"state`":`"$treatment`"}"
        $work = Start-InBackground "$invoke -NoBrowser -TimeoutSec 1"
        $null = Open-InBrowser (Wait-ShownAddress $work)
        $result = Complete-Background $work

        $result.Output | Should -BeNullOrEmpty
        $result.Errors | Should -HaveCount 1
        Test-Authorized $name | Should -BeFalse
        Get-TokenRequest | Should -BeNullOrEmpty
    }

    It 'says who declined' {
        Set-Servers consent '{"error":"access_denied","errorDescription":"The user said no."}'
        $work = Start-InBackground $listen
        $null = Open-InBrowser (Wait-ShownAddress $work)
        $result = Complete-Background $work

        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ConsentDeclined,*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
        "$($result.Errors[0])" | Should -BeLike '*access_denied*The user said no.*'
        Test-Authorized $name | Should -BeFalse
    }

    It 'warns when another account consented' {
        $null = New-TestProfile $name @{ Force = $true; Scope = 'openid', 'email', $servers.scope }
        Set-Servers consent "{`"user`":`"$($servers.otherUser)`"}"
        $work = Start-InBackground $listen
        $null = Open-InBrowser (Wait-ShownAddress $work)
        $result = Complete-Background $work

        $result.Errors | Should -BeNullOrEmpty
        $result.Warnings | Should -HaveCount 1
        $result.Warnings[0] | Should -BeLike "*$($servers.otherUser)*$($servers.user)*"
    }

    It 'gives up after -TimeoutSec' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        { Invoke-OAuth2Authorization $name -Vault $vault -NoBrowser -TimeoutSec 1 -InformationAction Ignore -ErrorAction Stop } |
            Should -Throw -ErrorId 'AuthorizationTimeout,*'

        $watch.Elapsed.TotalSeconds | Should -BeLessThan 4
        Test-Authorized $name | Should -BeFalse
    }

    It 'does nothing with -WhatIf' {
        Invoke-OAuth2Authorization $name -Vault $vault -NoBrowser -WhatIf | Should -BeNullOrEmpty
        Test-Authorized $name | Should -BeFalse
    }
}

Describe 'Invoke-OAuth2Authorization with a browser' {
    BeforeEach {
        Reset-Servers
        $null = New-TestProfile $name @{ Force = $true }
    }

    It 'opens what $env:BROWSER names' {
        if (-not (Get-Command curl -CommandType Application -ErrorAction Ignore) -or $env:OS -eq 'Windows_NT') {
            Set-ItResult -Skipped -Because 'the browser of this test is a shell script with curl'
        }

        $browser = "$([IO.Path]::GetTempPath())/$(New-TestName 'browser').sh"
        [IO.File]::WriteAllText($browser, "#!/bin/sh`nexec curl --silent --location --output /dev/null `"`$1`"`n")
        [IO.File]::SetUnixFileMode($browser, 'UserRead, UserExecute')
        $before = $env:BROWSER
        $env:BROWSER = $browser
        try { $status = Invoke-OAuth2Authorization $name -Vault $vault -TimeoutSec 20 -InformationVariable shown -ErrorAction Stop }
        finally {
            $env:BROWSER = $before
            [IO.File]::Delete($browser)
        }

        $status.State | Should -Be 'Valid'
        "$shown" | Should -BeLike '*A browser should show*http*Waiting for the answer at http*until*'
    }

    It 'is refused at once where neither a browser nor a person is' {
        $before = $env:BROWSER
        $env:BROWSER = "$([IO.Path]::GetTempPath())/no-such-browser"
        try {
            $result = Complete-Background (Start-InBackground $invoke)
            $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InteractionRequired,*'
            $result.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*-DeviceCode*'
        }
        finally { $env:BROWSER = $before }
    }
}

Describe 'Invoke-OAuth2Authorization -Manual' {
    BeforeEach {
        Reset-Servers
        $null = New-TestProfile $name @{ Force = $true }
    }

    It 'is completed by -Response in another session' {
        $work = Start-InBackground "$invoke -Manual"
        $address = Wait-ShownAddress $work
        $pending = Complete-Background $work
        $ended = Open-InBrowser $address -Until 'http://127.0.0.1'
        $status = Invoke-OAuth2Authorization $name -Vault $vault -Response $ended.address -ErrorAction Stop

        $pending.Output[0].State | Should -Be 'ConsentPending'
        $pending.Warnings | Should -HaveCount 1
        $pending.Warnings[0] | Should -BeLike '*-Response*'
        $status.State | Should -Be 'Valid'
        Test-Authorized $name | Should -BeTrue
    }

    It 'works with a redirect URI that belongs to another system' {
        $null = New-TestProfile $name @{
            Force        = $true
            ClientId     = $servers.webClientId
            ClientSecret = ConvertTo-SecureString $servers.clientSecret -AsPlainText -Force
            RedirectUri  = $servers.webRedirectUri
        }
        $work = Start-InBackground "$invoke -Manual"
        $address = Wait-ShownAddress $work
        $null = Complete-Background $work
        $ended = Open-InBrowser $address -Until $servers.webRedirectUri
        $status = Invoke-OAuth2Authorization $name -Vault $vault -Response $ended.address -ErrorAction Stop

        $status.State | Should -Be 'Valid'
    }

    It 'refuses the response to another authorization' {
        $work = Start-InBackground "$invoke -Manual"
        $address = Wait-ShownAddress $work
        $null = Complete-Background $work
        $ended = Open-InBrowser $address -Until 'http://127.0.0.1'
        $foreign = $ended.address -replace 'state=[^&]+', 'state=of-another'

        { Invoke-OAuth2Authorization $name -Vault $vault -Response $foreign -ErrorAction Stop } |
            Should -Throw -ErrorId 'AuthorizationStateMismatch,*'
        Test-Authorized $name | Should -BeFalse
        Get-TokenRequest | Should -BeNullOrEmpty
    }

    It 'refuses a response that nobody asked for' {
        { Invoke-OAuth2Authorization $name -Vault $vault -Response 'http://127.0.0.1/?code=x&state=y' -ErrorAction Stop } |
            Should -Throw -ErrorId 'AuthorizationNotStarted,*'
    }

    It 'refuses an address that is no response' {
        $work = Start-InBackground "$invoke -Manual"
        $null = Wait-ShownAddress $work
        $null = Complete-Background $work

        { Invoke-OAuth2Authorization $name -Vault $vault -Response 'http://127.0.0.1/' -ErrorAction Stop } |
            Should -Throw -ErrorId 'AuthorizationResponseInvalid,*'
    }
}

Describe 'Invoke-OAuth2Authorization -DeviceCode' {
    BeforeEach {
        Reset-Servers
        $null = New-TestProfile $name @{ Force = $true; DeviceAuthorizationEndpoint = $servers.deviceAuthorizationEndpoint }
    }

    It 'shows a code and waits until it was entered' {
        $work = Start-InBackground "$invoke -DeviceCode"
        $null = Wait-ShownAddress $work
        $null = "$($work.Shell.Streams.Information[0])" -match 'code (\S+)'
        Set-Servers device "{`"userCode`":`"$($Matches[1])`"}"
        $result = Complete-Background $work

        $result.Errors | Should -BeNullOrEmpty
        $result.Output[0].State | Should -Be 'Valid'
        Test-Authorized $name | Should -BeTrue
    }

    It 'says when it was declined' {
        $work = Start-InBackground "$invoke -DeviceCode"
        $null = Wait-ShownAddress $work
        $null = "$($work.Shell.Streams.Information[0])" -match 'code (\S+)'
        Set-Servers device "{`"userCode`":`"$($Matches[1])`",`"declines`":true}"
        $result = Complete-Background $work

        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ConsentDeclined,*'
        Test-Authorized $name | Should -BeFalse
    }

    It 'gives up after -TimeoutSec' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $work = Start-InBackground "$invoke -DeviceCode -TimeoutSec 1"
        $null = Wait-ShownAddress $work
        while (-not $work.Running.IsCompleted -and $watch.Elapsed.TotalSeconds -lt 6) { Start-Sleep -Milliseconds 50 }
        $isOver = $work.Running.IsCompleted
        $work.Shell.Stop()
        $result = Complete-Background $work

        $isOver | Should -BeTrue
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'AuthorizationTimeout,*'
    }
}
