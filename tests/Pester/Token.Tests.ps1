# Access tokens: refreshed, stored back, handed out. The server takes a refresh token that is used twice for theft.

BeforeAll {
    . "$PSScriptRoot/TestVault.ps1"
    . "$PSScriptRoot/LoopbackServers.ps1"
    Import-Module ([IO.Path]::GetFullPath("$PSScriptRoot/../../OAuth2Mail.psd1"))
    $vault = Register-TestVault
    $prefix = New-TestName 't'
    $servers = Start-LoopbackServers
    Write-Host "Vault: $(Get-TestVaultKind)"
    $name = "$prefix-consented"
    $null = New-TestProfile $name
    Grant-Consent $name
    $unattended = "$prefix-unattended"
    $null = New-UnattendedProfile $unattended
    $new = "$prefix-new"
    $null = New-TestProfile $new
}

AfterAll {
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'Update-OAuth2Token' {
    BeforeEach { Reset-Servers }

    It 'leaves a good token alone' {
        $status = Update-OAuth2Token $name -Vault $vault -ErrorAction Stop

        $status | Should -BeOfType [OAuth2Mail.TokenStatus]
        $status.Name | Should -Be $name
        $status.State | Should -Be 'Valid'
        $status.Source | Should -Be 'Vault'
        Get-TokenRequest | Should -BeNullOrEmpty
    }

    It 'gets a new one with -Force' {
        $before = Get-OAuth2Token $name -Vault $vault -AsPlainText
        $status = Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop

        $status.Source | Should -Be 'Provider'
        Get-OAuth2Token $name -Vault $vault -AsPlainText | Should -Not -BeExactly $before
        Get-TokenRequest | Should -HaveCount 1
    }

    It 'stores the rotated refresh token: a second refresh uses it, in another session too' {
        $null = Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop
        $null = Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop
        $elsewhere = Complete-Background (Start-InBackground "Update-OAuth2Token $name -Vault $vault -Force")
        $null = Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop
        $used = Get-TokenRequest | ForEach-Object { $_.form.refresh_token }

        $elsewhere.Errors | Should -BeNullOrEmpty
        $used | Should -HaveCount 4
        $used | Sort-Object -Unique | Should -HaveCount 4
    }

    It 'refreshes in the last quarter of a short life' {
        Set-Servers token-lifetime '{"seconds":4}'
        $null = Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop
        Start-Sleep -Milliseconds 3100
        Set-Servers token-lifetime '{"seconds":3600}'

        (Update-OAuth2Token $name -Vault $vault -ErrorAction Stop).Source | Should -Be 'Provider'
        (Update-OAuth2Token $name -Vault $vault -ErrorAction Stop).Source | Should -Be 'Vault'
    }

    It 'keeps the refresh token where the server gives no new one' {
        Set-Servers token-responses '{"keepRefreshToken":true}'
        $null = Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop
        $null = Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop
        $used = Get-TokenRequest | ForEach-Object { $_.form.refresh_token }

        $used | Should -HaveCount 2
        $used[0] | Should -BeExactly $used[1]
    }

    It 'does nothing with -WhatIf' {
        Update-OAuth2Token $name -Vault $vault -Force -WhatIf | Should -BeNullOrEmpty
        Get-TokenRequest | Should -BeNullOrEmpty
    }

    It 'needs nobody for a client of its own' {
        (Update-OAuth2Token $unattended -Vault $vault -ErrorAction Stop).State | Should -Be 'Valid'
        (Get-OAuth2MailProfile $unattended -Vault $vault).TokenExpiresOn | Should -BeGreaterThan ([datetimeoffset]::Now)
    }

    It 'works on what Get-OAuth2MailProfile lists; one that fails does not stop the rest' {
        $status = Get-OAuth2MailProfile "$prefix-*" -Vault $vault | Update-OAuth2Token -ErrorVariable problems -ErrorAction SilentlyContinue

        $status.Name | Sort-Object | Should -Be @($name, $unattended)
        $problems | Should -HaveCount 1
        $problems[0].TargetObject | Should -Be $new
    }

    It 'fails within a second without consent, and names the remedy' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $null = Update-OAuth2Token $new -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue

        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'ConsentRequired,*'
        $problems[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike "Invoke-OAuth2Authorization -Name $new*"
        "$($problems[0])" | Should -BeLike '*Invoke-OAuth2Authorization*'
        Get-TokenRequest | Should -BeNullOrEmpty
    }

    It 'gives the provider''s own words, and what to do' {
        Set-Servers faults '{"endpoint":"Token","error":"invalid_client","errorDescription":"The secret has expired."}'
        $null = Update-OAuth2Token $unattended -Vault $vault -Force -ErrorVariable problems -ErrorAction SilentlyContinue

        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'ClientRefused,*'
        "$($problems[0])" | Should -BeLike '*invalid_client*The secret has expired.*'
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '*Set-OAuth2MailProfile*-ClientSecret*'
    }

    It 'says that a lost authorization has to be given again' {
        $lost = "$prefix-lost"
        $null = New-TestProfile $lost
        Grant-Consent $lost
        Set-Servers faults '{"endpoint":"Token","error":"invalid_grant"}'

        try {
            $null = Update-OAuth2Token $lost -Vault $vault -Force -ErrorVariable problems -ErrorAction SilentlyContinue
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'TokenGrantRefused,*'
            $problems[0].ErrorDetails.RecommendedAction | Should -BeLike "*Invoke-OAuth2Authorization -Name $lost*"
        }
        finally { Remove-OAuth2MailProfile $lost -Vault $vault }
    }
}

Describe 'Get-OAuth2Token' {
    BeforeEach { Reset-Servers }

    It 'gives a SecureString' {
        $token = Get-OAuth2Token $name -Vault $vault -ErrorAction Stop

        $token | Should -BeOfType [securestring]
        ConvertFrom-SecureString $token -AsPlainText | Should -BeExactly (Get-OAuth2Token $name -Vault $vault -AsPlainText)
    }

    It 'gives a string with -AsPlainText' {
        Get-OAuth2Token $name -Vault $vault -AsPlainText | Should -BeOfType [string]
    }

    It 'refreshes where that is due' {
        Set-Servers token-lifetime '{"seconds":60}'
        $null = Update-OAuth2Token $unattended -Vault $vault -Force -ErrorAction Stop
        $good = Get-OAuth2Token $unattended -Vault $vault -AsPlainText
        Get-OAuth2Token $unattended -Vault $vault -AsPlainText | Should -BeExactly $good
        # No shorter: the server rounds what is left down, and a life of 0 is none that anybody told.
        Set-Servers token-lifetime '{"seconds":3}'
        $null = Update-OAuth2Token $unattended -Vault $vault -Force -ErrorAction Stop
        $old = Get-OAuth2Token $unattended -Vault $vault -AsPlainText
        Start-Sleep -Seconds 3

        Get-OAuth2Token $unattended -Vault $vault -AsPlainText | Should -Not -BeExactly $old
    }

    It 'gives nothing without consent' {
        { Get-OAuth2Token $new -Vault $vault -ErrorAction Stop } | Should -Throw -ErrorId 'ConsentRequired,*'
    }
}

Describe 'Set-OAuth2MailProfile and tokens' {
    BeforeEach { Reset-Servers }

    It 'keeps tokens that are still good' {
        Set-OAuth2MailProfile $name -From 'noreply@contoso.test' -Vault $vault -ErrorAction Stop

        (Get-OAuth2MailProfile $name -Vault $vault).Authorized | Should -BeTrue
        (Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop).Source | Should -Be 'Provider'
    }

    It 'uses a new client secret at once' {
        Set-OAuth2MailProfile $unattended -ClientSecret (ConvertTo-SecureString 'wrong' -AsPlainText -Force) -Vault $vault -ErrorAction Stop
        { Update-OAuth2Token $unattended -Vault $vault -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ClientRefused,*'
        Set-OAuth2MailProfile $unattended -ClientSecret (ConvertTo-SecureString $servers.clientSecret -AsPlainText -Force) -Vault $vault -ErrorAction Stop

        (Update-OAuth2Token $unattended -Vault $vault -Force -ErrorAction Stop).Source | Should -Be 'Provider'
    }

    It 'drops tokens of another mailbox, and says so' {
        $moved = "$prefix-moved"
        $null = New-TestProfile $moved
        Grant-Consent $moved
        try {
            Set-OAuth2MailProfile $moved -UserName $servers.otherUser -Vault $vault -WarningVariable warnings -WarningAction SilentlyContinue

            $warnings | Should -HaveCount 1
            "$($warnings[0])" | Should -BeLike '*Invoke-OAuth2Authorization*'
            (Get-OAuth2MailProfile $moved -Vault $vault).Authorized | Should -BeFalse
        }
        finally { Remove-OAuth2MailProfile $moved -Vault $vault }
    }
}

Describe 'Remove-OAuth2MailProfile -Revoke' {
    BeforeEach { Reset-Servers }

    It 'revokes the refresh token at the provider' {
        $revoked = "$prefix-revoked"
        $null = New-TestProfile $revoked
        Grant-Consent $revoked
        $null = Update-OAuth2Token $revoked -Vault $vault -Force -ErrorAction Stop
        Remove-OAuth2MailProfile $revoked -Vault $vault -Revoke -ErrorAction Stop -WarningAction Stop

        $requests = @(Read-Servers requests | Where-Object endpoint -EQ 'Revocation')
        $requests | Should -HaveCount 1
        $requests[0].form.token | Should -Not -BeNullOrEmpty
        Get-SecretInfo "oauth2mail-$revoked" -Vault $vault | Should -BeNullOrEmpty
    }

    It 'keeps the profile where that fails' {
        $kept = "$prefix-kept"
        $null = New-TestProfile $kept
        Grant-Consent $kept
        Set-Servers faults '{"endpoint":"Revocation","status":503,"body":"down","contentType":"text/plain"}'
        try {
            { Remove-OAuth2MailProfile $kept -Vault $vault -Revoke -ErrorAction Stop } | Should -Throw
            Get-OAuth2MailProfile $kept -Vault $vault | Should -HaveCount 1
        }
        finally { Remove-OAuth2MailProfile $kept -Vault $vault }
    }
}

Describe 'Unattended' {
    BeforeEach { Reset-Servers }

    It '<command> without consent is an error at once, and asks nobody' -TestCases @(
        @{ command = 'Update-OAuth2Token'; call = 'Update-OAuth2Token {0} -Vault {1}' }
        @{ command = 'Get-OAuth2Token'; call = 'Get-OAuth2Token {0} -Vault {1}' }
        @{ command = 'Send-OAuth2MailMessage'; call = 'Send-OAuth2MailMessage a@contoso.test -ProfileName {0} -Vault {1}' }
    ) {
        # A session without a user interface: whatever asked there would fail in another way.
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $result = Complete-Background (Start-InBackground ($call -f $new, $vault))

        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $result.Output | Should -BeNullOrEmpty
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ConsentRequired,*'
    }

    It 'Test-OAuth2MailProfile reports it' {
        $result = Complete-Background (Start-InBackground "Test-OAuth2MailProfile $new -Vault $vault")

        $result.Errors | Should -BeNullOrEmpty
        ($result.Output | Where-Object Check -EQ 'Token').Status | Should -Be 'Failed'
    }

    It 'a missing parameter is an error, not a question' {
        $result = Complete-Background (Start-InBackground 'Update-OAuth2Token')

        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingMandatoryParameter,*'
    }
}

Describe 'What ends soon' {
    BeforeEach { Reset-Servers }

    It 'is warned of by <cmdlet>' -TestCases @(
        @{ cmdlet = 'Update-OAuth2Token'; command = { Update-OAuth2Token $ending -Vault $vault } }
        @{ cmdlet = 'Send-OAuth2MailMessage'; command = { 1..3 | ForEach-Object { "a$_@contoso.test" } | Send-OAuth2MailMessage -ProfileName $ending -To { $_ } -Vault $vault } }
    ) {
        $ending = (New-TestName 'e').Substring(0, 30)
        $null = New-UnattendedProfile $ending @{ ClientSecretExpires = [datetime]::Now.AddDays(20.5) }
        try {
            $warnings = @(& $command 3>&1 | Where-Object { $_ -is [Management.Automation.WarningRecord] })

            $warnings | Should -HaveCount 1
            "$($warnings[0])" | Should -BeLike "*'$ending' expires in 20 days*Set-OAuth2MailProfile*"
        }
        finally { Remove-OAuth2MailProfile $ending -Vault $vault }
    }

    It 'is a warning of the check, and no other' {
        $ending = (New-TestName 'e').Substring(0, 30)
        $null = New-UnattendedProfile $ending @{ ClientSecretExpires = [datetime]::Now.AddDays(20.5) }
        try {
            $check = Test-OAuth2MailProfile $ending -Vault $vault -WarningVariable warnings | Where-Object Status -EQ Warning

            $warnings | Should -BeNullOrEmpty
            $check.Check | Should -Be 'Credential'
            $check.Advice | Should -BeLike "Set-OAuth2MailProfile -Name $ending*"
        }
        finally { Remove-OAuth2MailProfile $ending -Vault $vault }
    }

    It 'is not mentioned while there is time' {
        $ending = (New-TestName 'e').Substring(0, 30)
        $null = New-UnattendedProfile $ending @{ ClientSecretExpires = [datetime]::Now.AddDays(60) }
        try { @(Update-OAuth2Token $ending -Vault $vault 3>&1) | Should -HaveCount 1 }
        finally { Remove-OAuth2MailProfile $ending -Vault $vault }
    }
}
