# A run of many messages: connections, pace, retries, journal, progress.

BeforeAll {
    . "$PSScriptRoot/SendingSession.ps1"
    $started = Get-Location
    Set-Location TestDrive:/

    function New-Records([int] $Count) { 1..$Count | ForEach-Object { [pscustomobject] @{ To = "r$_@contoso.test"; Subject = "Message $_" } } }

    # A profile that has no connection yet.
    function New-TestProfileName {
        $fresh = "$prefix-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
        $null = New-UnattendedProfile $fresh
        $fresh
    }

    function Read-Journal([string] $Path) { Get-Content $Path | ConvertFrom-Json }
}

AfterAll {
    Set-Location $started
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'Many messages' {
    BeforeEach { Reset-Servers }

    It 'go over one connection, with one token, in their order' {
        $null = Update-OAuth2Token $name -Vault $vault -Force
        Reset-Servers
        $results = New-Records 50 | Send-OAuth2MailMessage -PassThru @sending

        $results.Subject | Should -Be (New-Records 50).Subject
        $messages = Read-Servers messages
        $messages.subject | Should -Be (New-Records 50).Subject
        $messages.connectionId | Sort-Object -Unique | Should -HaveCount 1
        Get-TokenRequest | Should -BeNullOrEmpty
    }

    It 'go over as many connections as -ThrottleLimit says' {
        Set-Servers smtp-faults '{"command":"Message","delayMilliseconds":100,"times":1000}'
        $results = New-Records 20 | Send-OAuth2MailMessage -PassThru -ThrottleLimit 4 @sending

        $results | Should -HaveCount 20
        $messages = Read-Servers messages
        $messages.subject | Sort-Object -Unique | Should -HaveCount 20
        $messages.connectionId | Sort-Object -Unique | Should -HaveCount 4
    }

    It 'keep their records with their errors over several connections' {
        Set-Servers smtp-faults '{"command":"RcptTo","reply":"550 5.1.1 No such user","argumentContains":"r7@","times":9}'
        $records = New-Records 12
        $null = $records | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -ThrottleLimit 3 -ErrorVariable problems -ErrorAction SilentlyContinue

        $problems | Should -HaveCount 1
        $problems[0].TargetObject.Subject | Should -Be 'Message 7'
        Read-Servers messages | Should -HaveCount 11
    }

    It 'are all sent when the token expires or is revoked in mid-run: <fault>' -TestCases @(
        @{ fault = '{"command":"MailFrom","reply":"530 5.7.57 Client not authenticated","argumentContains":"alex","times":1}' }
        @{ fault = '{"command":"MailFrom","reply":"421 4.7.66 Token expired","drops":true,"times":1}' }
    ) {
        $records = New-Records 30
        $position = 0
        $records | ForEach-Object { if (++$position -eq 15) { Set-Servers smtp-faults $fault; Set-Servers revoke '{}' }; $_ } |
            Send-OAuth2MailMessage -ThrottleLimit 2 @sending

        (Read-Servers messages).subject | Sort-Object -Unique | Should -HaveCount 30
        Read-Servers messages | Should -HaveCount 30
    }

    It 'stay within -RateLimit' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $job = [powershell]::Create().AddScript({
            param($module, $name, $vault)
            Import-Module $module
            1..4 | ForEach-Object { [pscustomobject] @{ To = "r$_@contoso.test"; Subject = "$_" } } | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -RateLimit 3
        }).AddArgument([IO.Path]::GetFullPath("$PSScriptRoot/../../OAuth2Mail.psd1")).AddArgument($name).AddArgument($vault)
        $running = $job.BeginInvoke()
        try {
            while (@(Read-Servers messages).Count -lt 3 -and $watch.Elapsed.TotalSeconds -lt 20) { Start-Sleep -Milliseconds 100 }
            Start-Sleep -Seconds 1
            $running.IsCompleted | Should -BeFalse
            Read-Servers messages | Should -HaveCount 3
            $job.Streams.Progress[-1].StatusDescription | Should -BeLike '*rate limit*'
        }
        finally {
            $watch.Restart()
            $job.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 2
            $job.Dispose()
        }
    }
}

Describe 'A temporary failure' {
    BeforeEach { Reset-Servers }

    It 'is tried again: <reply> at <command>' -TestCases @(
        @{ command = 'Message'; reply = '450 4.2.0 Try later' }
        @{ command = 'RcptTo'; reply = '450 4.2.1 Mailbox busy' }
        @{ command = 'MailFrom'; reply = '451 4.3.0 Try later' }
        @{ command = 'Data'; reply = '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded' }
    ) {
        Set-Servers smtp-faults (@{ command = $command; reply = $reply; times = 2 } | ConvertTo-Json -Compress)
        $result = Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -PassThru @sending

        $result.Status | Should -Be 'Sent'
        $result.Attempts | Should -Be 3
        Read-Servers messages | Should -HaveCount 1
    }

    It 'at the greeting is tried again' {
        $fresh = "$prefix-greeting"
        $null = New-UnattendedProfile $fresh
        Set-Servers smtp-faults '{"command":"Greeting","reply":"421 4.3.2 Service not available","drops":true,"times":1}'
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProfileName $fresh -Vault $vault -ErrorAction Stop

        Read-Servers messages | Should -HaveCount 1
    }

    It 'of the token endpoint is tried again' {
        $fresh = "$prefix-unavailable"
        $null = New-UnattendedProfile $fresh
        Set-Servers faults '{"endpoint":"Token","status":503,"count":1}'
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProfileName $fresh -Vault $vault -ErrorAction Stop

        Read-Servers messages | Should -HaveCount 1
    }

    It 'is final with -MaximumRetryCount 0' {
        Set-Servers smtp-faults '{"command":"Message","reply":"450 4.2.0 Try later"}'
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -MaximumRetryCount 0 @sending } | Should -Throw -ErrorId 'MessageRejected,*'
    }

    It 'that stays is an error after the last retry, and a permanent one at once' {
        Set-Servers smtp-faults '{"command":"Message","reply":"450 4.2.0 Try later","times":2}'
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -MaximumRetryCount 1 @sending } | Should -Throw -ErrorId 'MessageRejected,*'
        Set-Servers smtp-faults '{"command":"Message","reply":"550 5.7.1 No","times":1}'
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' @sending } | Should -Throw '*550 5.7.1*'
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' @sending
    }
}

Describe '-JournalPath' {
    BeforeEach { Reset-Servers }

    It 'skips what was delivered, sends the rest, and says so' {
        Set-Servers smtp-faults '{"command":"RcptTo","reply":"550 5.1.1 No such user","argumentContains":"r2@","times":1}'
        New-Records 3 | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -JournalPath run.jsonl -ErrorAction SilentlyContinue
        (Read-Journal run.jsonl).status | Should -Be @('Sent', 'Failed', 'Sent')
        $said = New-Records 4 | Send-OAuth2MailMessage -JournalPath run.jsonl @sending 6>&1

        "$said" | Should -BeLike 'Skipped 2 messages*run.jsonl*'
        (Read-Servers messages).subject | Should -Be @('Message 1', 'Message 3', 'Message 2', 'Message 4')
        $lines = Read-Journal run.jsonl
        $lines | Should -HaveCount 5
        $lines[0].to | Should -Be 'r1@contoso.test'
        $lines[0].subject | Should -Be 'Message 1'
        $lines[0].profile | Should -Be $name
        $lines[0].response | Should -Not -BeNullOrEmpty
        ([datetime] $lines[0].time) | Should -BeGreaterThan (Get-Date).AddMinutes(-5)
    }

    It 'holds neither a text nor a token' {
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -Body 'The secret of the text' -JournalPath quiet.jsonl @sending
        $token = Get-OAuth2Token $name -Vault $vault -AsPlainText

        Get-Content quiet.jsonl -Raw | Should -Not -Match 'secret of the text'
        Get-Content quiet.jsonl -Raw | Should -Not -Match ([regex]::Escape($token))
    }

    It 'tells messages apart by text, file and count' {
        Set-Content report.txt 'one'
        $send = { param($body) Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -Body $body -Attachments report.txt -JournalPath apart.jsonl @sending }
        & $send 'a'
        & $send 'a'
        & $send 'b'
        Set-Content report.txt 'two'
        & $send 'b'
        Read-Servers messages | Should -HaveCount 3
        1..3 | ForEach-Object { [pscustomobject] @{ To = 'ann@contoso.test'; Subject = 'Same' } } | Send-OAuth2MailMessage -JournalPath apart.jsonl @sending
        Read-Servers messages | Should -HaveCount 6
        1..4 | ForEach-Object { [pscustomobject] @{ To = 'ann@contoso.test'; Subject = 'Same' } } | Send-OAuth2MailMessage -JournalPath apart.jsonl @sending
        Read-Servers messages | Should -HaveCount 7
    }

    It 'skips prepared messages too' {
        Set-Content letter.eml "From: $($servers.user)`nTo: ann@contoso.test`nSubject: Letter`n`nText"
        1..2 | ForEach-Object { Send-OAuth2MailMessage -Path letter.eml -JournalPath letter.jsonl @sending }

        Read-Servers messages | Should -HaveCount 1
    }

    It 'sends an uncertain message again only when asked' {
        Set-Servers smtp-faults '{"command":"Message","drops":true,"keepsMessage":true}'
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -JournalPath uncertain.jsonl @sending } | Should -Throw -ErrorId 'DeliveryUncertain,*'
        (Read-Journal uncertain.jsonl).status | Should -Be 'Uncertain'
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -JournalPath uncertain.jsonl -WarningVariable warnings -WarningAction SilentlyContinue @sending
        "$warnings" | Should -BeLike '*uncertain*-ResendUncertain*'
        Read-Servers messages | Should -HaveCount 1
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -JournalPath uncertain.jsonl -ResendUncertain @sending
        Read-Servers messages | Should -HaveCount 2
    }

    It 'tolerates a torn last line' {
        Send-OAuth2MailMessage 'ann@contoso.test' 'One' -JournalPath torn.jsonl @sending
        [IO.File]::AppendAllText("$TestDrive/torn.jsonl", '{"time":"2026-11-2')
        Send-OAuth2MailMessage 'ann@contoso.test' 'Two' -JournalPath torn.jsonl @sending

        (Read-Journal torn.jsonl).subject | Should -Be @('One', 'Two')
    }

    It 'refuses a file that is something else, and leaves it alone' {
        Set-Content other.csv "To,Subject`nann@contoso.test,Hello"
        $before = Get-Content other.csv -Raw
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -JournalPath other.csv @sending } | Should -Throw -ErrorId 'JournalInvalid,*'

        Get-Content other.csv -Raw | Should -Be $before
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'refuses a second run' {
        Set-Servers smtp-faults '{"command":"Message","delayMilliseconds":1500,"times":1}'
        $first = [powershell]::Create().AddScript({
            param($module, $name, $vault, $journal)
            Import-Module $module
            Send-OAuth2MailMessage 'ann@contoso.test' 'First' -ProfileName $name -Vault $vault -JournalPath $journal
        }).AddArgument([IO.Path]::GetFullPath("$PSScriptRoot/../../OAuth2Mail.psd1")).AddArgument($name).AddArgument($vault).AddArgument("$TestDrive/shared.jsonl")
        $running = $first.BeginInvoke()
        Start-Sleep -Milliseconds 700
        try { { Send-OAuth2MailMessage 'ann@contoso.test' 'Second' -JournalPath shared.jsonl @sending } | Should -Throw -ErrorId 'JournalInUse,*' }
        finally { $null = $first.EndInvoke($running); $first.Dispose() }
        Send-OAuth2MailMessage 'ann@contoso.test' 'Second' -JournalPath shared.jsonl @sending
        Read-Servers messages | Should -HaveCount 2
    }

    It 'that cannot be written is an error before anything is sent: <path>' -TestCases @(
        @{ path = 'nowhere/run.jsonl' }
        @{ path = '.' }
    ) {
        { New-Records 2 | Send-OAuth2MailMessage -JournalPath $path @sending } | Should -Throw -ErrorId 'JournalUnusable,*'

        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'that is a pipe is an error at once' {
        if (-not $IsLinux -and -not $IsMacOS) { Set-ItResult -Skipped -Because 'Windows has no such files'; return }
        & mkfifo "$TestDrive/pipe"
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -JournalPath pipe @sending } | Should -Throw -ErrorId 'JournalUnusable,*'
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProtocolLogPath pipe -ProfileName (New-TestProfileName) -Vault $vault -ErrorAction Stop } | Should -Throw -ErrorId 'ProtocolLogFailed,*'

        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'knows of the message that was under way when a command before it failed' {
        {
            1..3 | ForEach-Object {
                if ($_ -eq 2) { Set-Servers smtp-faults '{"command":"Message","delayMilliseconds":200,"times":1}' }
                if ($_ -eq 3) { Start-Sleep -Milliseconds 100; throw 'The list is broken.' }
                [pscustomobject] @{ To = "r$_@contoso.test"; Subject = "Message $_" }
            } | Send-OAuth2MailMessage -JournalPath broken.jsonl -ThrottleLimit 2 @sending
        } | Should -Throw 'The list is broken.'
        Start-Sleep -Milliseconds 1000

        Read-Servers messages | Should -HaveCount 2
        (Read-Journal broken.jsonl).subject | Should -Be @('Message 1', 'Message 2')
        New-Records 3 | Send-OAuth2MailMessage -JournalPath broken.jsonl -WarningAction SilentlyContinue @sending
        (Read-Servers messages).subject | Sort-Object | Should -Be @('Message 1', 'Message 2', 'Message 3')
    }

    It 'leaves errors of files what they are: <id>' -TestCases @(
        @{ id = 'AttachmentUnreadable'; parameters = @{ Attachments = 'pipe' } }
        @{ id = 'ImageUnreadable'; parameters = @{ HtmlBody = 'x'; InlineImage = @{ a = 'pipe' } } }
        @{ id = 'CalendarFileUnreadable'; parameters = @{ CalendarFile = 'pipe' } }
    ) {
        if (-not $IsLinux -and -not $IsMacOS) { Set-ItResult -Skipped -Because 'Windows has no such files'; return }
        if (-not (Test-Path pipe)) { & mkfifo "$TestDrive/pipe" }
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' @parameters -JournalPath files.jsonl @sending } | Should -Throw -ErrorId "$id,*"
    }

    It 'is not begun by -WhatIf, and is read' {
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -JournalPath whatif.jsonl -WhatIf @sending
        Test-Path whatif.jsonl | Should -BeFalse
    }
}

Describe '-ProtocolLogPath' {
    It 'has the conversation, and no token: <mechanism>' -TestCases @(
        @{ mechanism = 'XOAUTH2' }
        @{ mechanism = 'OAUTHBEARER' }
    ) {
        Reset-Servers
        Set-Servers smtp-options (@{ mechanisms = @($mechanism) } | ConvertTo-Json -Compress)
        $fresh = New-TestProfileName
        try { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProfileName $fresh -Vault $vault -ProtocolLogPath "$mechanism.log" -ErrorAction Stop }
        finally { Set-Servers smtp-options '{"mechanisms":["XOAUTH2","OAUTHBEARER"]}' }
        $token = Get-OAuth2Token $fresh -Vault $vault -AsPlainText
        $log = Get-Content "$mechanism.log" -Raw

        $log | Should -Match 'MAIL FROM:'
        $log | Should -Match "C: AUTH $mechanism"
        $log | Should -Not -Match ([regex]::Escape($token))
        $encoded = [regex]::Matches($log, "C: AUTH $mechanism (\S+)") | ForEach-Object { $_.Groups[1].Value }
        $encoded | ForEach-Object { $_ | Should -Match '^\*+$' }
    }
}

Describe 'Progress and summary' {
    It 'are shown after a second, ten times a second at most' {
        Reset-Servers
        Set-Servers smtp-faults '{"command":"Message","delayMilliseconds":50,"times":1000}'
        $shell = [powershell]::Create().AddScript({
            param($module, $name, $vault)
            Import-Module $module
            1..40 | ForEach-Object { [pscustomobject] @{ To = "r$_@contoso.test"; Subject = "$_" } } | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -Verbose
        }).AddArgument([IO.Path]::GetFullPath("$PSScriptRoot/../../OAuth2Mail.psd1")).AddArgument($name).AddArgument($vault)
        $null = $shell.Invoke()
        $progress = @($shell.Streams.Progress | Where-Object Activity -EQ 'Sending mail')

        $progress.Count | Should -BeGreaterThan 2
        $progress.Count | Should -BeLessThan 40
        $progress[0].StatusDescription | Should -Match '\d+ sent, 0 failed, [\d.,]+ a second'
        $progress[-1].RecordType | Should -Be 'Completed'
        "$($shell.Streams.Verbose[-1])" | Should -BeLike '40 sent, 0 failed*'
        $shell.Dispose()
    }
}
