# The check that walks a message's way and says what to fix.

BeforeAll {
    . "$PSScriptRoot/TestVault.ps1"
    . "$PSScriptRoot/LoopbackServers.ps1"
    Import-Module ([IO.Path]::GetFullPath("$PSScriptRoot/../../OAuth2Mail.psd1"))
    $vault = Register-TestVault
    $prefix = New-TestName 'c'
    $servers = Start-LoopbackServers
    Write-Host "Vault: $(Get-TestVaultKind)"
    $name = "$prefix-good"
    $null = New-UnattendedProfile $name
    $steps = 'Vault', 'Credential', 'Token', 'Dns', 'Tcp', 'Tls', 'Capability', 'Authentication', 'Sender', 'Delivery'
}

AfterAll {
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'Test-OAuth2MailProfile' {
    BeforeEach { Reset-Servers }

    It 'passes every step, and sends nothing' {
        $checks = @(Test-OAuth2MailProfile $name -Vault $vault -ErrorAction Stop)

        $checks[0] | Should -BeOfType [OAuth2Mail.ProfileCheck]
        $checks.Check | Should -Be $steps
        $checks[0..8] | ForEach-Object { "$($_.Status)" } | Sort-Object -Unique | Should -Be 'Passed'
        $checks[9].Status | Should -Be 'Skipped'
        $checks | Where-Object Advice | Should -BeNullOrEmpty
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'sends a message with -SendTo' {
        $checks = @(Test-OAuth2MailProfile $name -Vault $vault -SendTo 'ann@contoso.test' -ErrorAction Stop)

        $checks[9].Status | Should -Be 'Passed'
        (Read-Servers messages?count=1).to | Should -Be 'ann@contoso.test'
    }

    It 'works on what Get-OAuth2MailProfile lists' {
        Get-OAuth2MailProfile $name -Vault $vault | Test-OAuth2MailProfile | Should -HaveCount 10
    }

    It 'fails at exactly <step>, says what to fix, and leaves out what needs it' -TestCases @(
        @{ step = 'Vault'; setting = $null; advice = '*New-OAuth2MailProfile*' }
        @{ step = 'Credential'; setting = @{ ClientSecretExpires = [datetime]::Now.AddDays(-3) }; advice = '*-ClientSecret*'; needs = @() }
        @{ step = 'Token'; setting = @{ ClientId = 'nobody' }; advice = '*nobody*'; needs = 'Authentication', 'Sender' }
        @{ step = 'Dns'; setting = @{ SmtpServer = 'no-such-host.invalid' }; advice = '*DNS*' }
        @{ step = 'Tcp'; setting = @{ Port = 1 }; advice = '*firewall*' }
        @{ step = 'Tls'; setting = @{ ServerCertificateThumbprint = '00' * 32 }; advice = '*thumbprint*' }
        @{ step = 'Capability'; setting = @{}; options = '{"mechanisms":["LOGIN"]}'; advice = '*submission server*' }
        @{ step = 'Authentication'; setting = @{ UserName = 'pat@contoso.test' }; advice = '*' }
        @{ step = 'Sender'; setting = @{}; fault = '{"command":"MailFrom","reply":"550 5.7.60 SMTP; Client does not have permissions to send as this sender"}'; advice = '*SendAs*' }
        @{ step = 'Sender'; setting = @{}; fault = '{"command":"RcptTo","reply":"550 5.1.1 No such mailbox"}'; advice = $null }
        @{ step = 'Delivery'; setting = @{}; fault = '{"command":"Message","reply":"554 5.6.0 Not this one"}'; advice = $null }
    ) {
        $bad = "$prefix-bad"
        if ($null -ne $setting) { $null = New-UnattendedProfile $bad ($setting + @{ Force = $true }) }
        else { $bad = "$prefix-none" }
        if ($fault) { Set-Servers smtp-faults $fault }
        if ($options) { Set-Servers smtp-options $options }
        try { $checks = @(Test-OAuth2MailProfile $bad -Vault $vault -SendTo 'ann@contoso.test' -ErrorAction Stop -WarningVariable warnings) }
        finally { Set-Servers smtp-options '{"mechanisms":["XOAUTH2","OAUTHBEARER"]}' }

        $checks.Check | Should -Be $steps
        $failed = @($checks | Where-Object Status -EQ 'Failed')
        $failed.Check | Should -Be $step
        $failed[0].Detail | Should -Not -BeNullOrEmpty
        if ($null -ne $advice) {
            $failed[0].Advice | Should -Not -BeNullOrEmpty
            $failed[0].Advice | Should -BeLike $advice
        }
        if ($step -ne 'Credential') { $failed[0].ErrorId | Should -Not -BeNullOrEmpty }
        if ($null -eq $needs) { $needs = @($steps | Select-Object -Skip ($steps.IndexOf($step) + 1)) }
        elseif ($needs) { $needs += 'Delivery' }
        foreach ($check in $checks | Where-Object Check -NE $step) {
            "$($check.Check) $($check.Status)" | Should -Be "$($check.Check) $(if ($check.Check -in $needs) { 'Skipped' } else { 'Passed' })"
        }
        $warnings | Should -BeNullOrEmpty
    }

    It 'warns once of what expires soon' {
        $null = New-UnattendedProfile "$prefix-bad" @{ Force = $true; ClientSecretExpires = [datetime]::Now.AddDays(5).AddHours(1) }
        $checks = @(Test-OAuth2MailProfile "$prefix-bad" -Vault $vault -WarningVariable warnings -ErrorAction Stop)

        @($checks | Where-Object Status -EQ 'Warning').Check | Should -Be 'Credential'
        @($checks | Where-Object Detail -Like '*expires in 5 days*').Count | Should -Be 1
        $warnings | Should -BeNullOrEmpty
    }

    It 'returns a boolean with -Quiet' {
        Test-OAuth2MailProfile $name -Vault $vault -Quiet | Should -BeTrue
        Test-OAuth2MailProfile "$prefix-none" -Vault $vault -Quiet | Should -BeFalse
        @(Test-OAuth2MailProfile $name -Vault $vault -Quiet).Count | Should -Be 1
    }

    It 'renews a token that is refused, as sending does' {
        $null = Update-OAuth2Token $name -Vault $vault
        Set-Servers smtp-faults '{"command":"Token","reply":"535 5.7.3 Authentication unsuccessful"}'
        $checks = @(Test-OAuth2MailProfile $name -Vault $vault -ErrorAction Stop)

        ($checks | Where-Object Check -EQ 'Authentication').Detail | Should -BeLike '*with a new token*'
        $checks | Where-Object Status -EQ 'Failed' | Should -BeNullOrEmpty
    }

    It 'probes a sender beyond ASCII where the server can: <offers>' -TestCases @(
        @{ offers = $true; status = 'Passed' }
        @{ offers = $false; status = 'Failed' }
    ) {
        $null = New-UnattendedProfile "$prefix-bad" @{ Force = $true; From = 'dörte@contoso.test' }
        $extensions = @('PIPELINING', '8BITMIME') + $(if ($offers) { 'SMTPUTF8' })
        Set-Servers smtp-options (@{ extensions = $extensions } | ConvertTo-Json -Compress)
        $checks = @(Test-OAuth2MailProfile "$prefix-bad" -Vault $vault -ErrorAction Stop)

        "$(($checks | Where-Object Check -EQ 'Sender').Status)" | Should -Be $status
    }

    It 'says that a server without STARTTLS got no token' {
        Set-Servers smtp-options '{"offersStartTls":false}'
        $failed = @(Test-OAuth2MailProfile $name -Vault $vault | Where-Object Status -EQ 'Failed')

        $failed[0].Check | Should -Be 'Tls'
        $failed[0].Detail | Should -BeLike '*STARTTLS*'
    }

    It 'shows advice in its table, and cuts no word' {
        $null = New-UnattendedProfile "$prefix-bad" @{ Force = $true; Port = 1 }
        $text = Test-OAuth2MailProfile "$prefix-bad" -Vault $vault | Out-String -Width 80
        $lines = $text -split '\r?\n'

        $text | Should -Match 'Check\s+Status\s+Duration\s+Detail'
        $text | Should -Match '> Nothing listens'
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
        $words = ($lines | ForEach-Object Trim) -join ' '
        ($words -replace '\s+', ' ') | Should -Match 'Check -SmtpServer and -Port of profile'
        $text | Should -Not -Match '::ffff'
    }

    It 'shows the same table for what comes out of a job' {
        $checks = Test-OAuth2MailProfile $name -Vault $vault
        $copies = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($checks))

        $copies | Out-String -Width 100 | Should -Be ($checks | Out-String -Width 100)
    }

    It 'says what it found' {
        $checks = Test-OAuth2MailProfile $name -Vault $vault
        $detail = @{}
        $checks | ForEach-Object { $detail[$_.Check] = $_.Detail }

        $detail.Credential | Should -BeLike '*client secret*'
        $detail.Token | Should -Match '(Stored|Obtained just now), valid until .*scope '
        $detail.Dns | Should -BeLike '*A 127.0.0.1*'
        $detail.Tcp | Should -BeLike 'Connected to *127.0.0.1:*'
        $detail.Tls | Should -BeLike 'Tls1*StartTls*days left*revocation: not checked, because the certificate is pinned.'
        $detail.Capability | Should -BeLike 'STARTTLS, AUTH OAUTHBEARER XOAUTH2*PIPELINING*'
        $detail.Authentication | Should -BeLike '*(XOAUTH2)*'
        $detail.Sender | Should -BeLike '*may send*would receive*'
        ($checks | Out-String) | Should -Not -Match 'eyJ'
    }
}
