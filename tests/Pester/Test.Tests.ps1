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
    $steps = 'Vault', 'Token', 'Dns', 'Tcp', 'Tls', 'Capability', 'Authentication', 'Sender', 'Delivery'
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
        $checks[0..7] | ForEach-Object { "$($_.Status)" } | Sort-Object -Unique | Should -Be 'Passed'
        $checks[8].Status | Should -Be 'Skipped'
        $checks | Where-Object Advice | Should -BeNullOrEmpty
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'sends a message with -SendTo' {
        $checks = @(Test-OAuth2MailProfile $name -Vault $vault -SendTo 'ann@contoso.test' -ErrorAction Stop)

        $checks[8].Status | Should -Be 'Passed'
        (Read-Servers messages?count=1).to | Should -Be 'ann@contoso.test'
    }

    It 'works on what Get-OAuth2MailProfile lists' {
        Get-OAuth2MailProfile $name -Vault $vault | Test-OAuth2MailProfile | Should -HaveCount 9
    }

    It 'says what to fix at <step>, and tries nothing after it' -TestCases @(
        @{ step = 'Vault'; setting = $null; advice = '*New-OAuth2MailProfile*' }
        @{ step = 'Token'; setting = @{ ClientId = 'nobody' }; advice = '*client id*' }
        @{ step = 'Dns'; setting = @{ SmtpServer = 'no-such-host.invalid' }; advice = '*DNS*' }
        @{ step = 'Tcp'; setting = @{ Port = 1 }; advice = '*firewall*' }
        @{ step = 'Tls'; setting = @{ ServerCertificateThumbprint = '00' * 32 }; advice = '*thumbprint*' }
        @{ step = 'Authentication'; setting = @{ UserName = 'pat@contoso.test' }; advice = '*' }
        @{ step = 'Sender'; setting = @{}; fault = '{"command":"MailFrom","reply":"550 5.7.60 SMTP; Client does not have permissions to send as this sender"}'; advice = '*' }
    ) {
        $bad = "$prefix-bad"
        if ($fault) { Set-Servers smtp-faults $fault }
        if ($null -ne $setting) { $null = New-UnattendedProfile $bad ($setting + @{ Force = $true }) }
        else { $bad = "$prefix-none" }
        $checks = @(Test-OAuth2MailProfile $bad -Vault $vault -ErrorAction Stop)

        $checks.Check | Should -Be $steps
        $failed = @($checks | Where-Object Status -EQ 'Failed')
        $failed | Should -HaveCount 1
        $failed[0].Check | Should -Be $step
        $failed[0].Detail | Should -Not -BeNullOrEmpty
        $failed[0].Advice | Should -Not -BeNullOrEmpty
        $failed[0].Advice | Should -BeLike $advice
        $index = $steps.IndexOf($step)
        $checks | Select-Object -Skip ($index + 1) | ForEach-Object { "$($_.Status)" } | Sort-Object -Unique | Should -Be 'Skipped'
    }

    It 'says that a server without STARTTLS got no token' {
        Set-Servers smtp-options '{"offersStartTls":false}'
        $failed = @(Test-OAuth2MailProfile $name -Vault $vault | Where-Object Status -EQ 'Failed')

        $failed[0].Check | Should -Be 'Tls'
        $failed[0].Detail | Should -BeLike '*STARTTLS*'
    }

    It 'shows advice in its table' {
        $null = New-UnattendedProfile "$prefix-bad" @{ Force = $true; Port = 1 }
        $text = Test-OAuth2MailProfile "$prefix-bad" -Vault $vault | Out-String -Width 200

        $text | Should -Match 'Check\s+Status\s+Duration\s+Detail'
        $text | Should -Match '> Check the firewall'
    }
}
