# Messages that exist as files, and messages that become files.

BeforeAll {
    . "$PSScriptRoot/SendingSession.ps1"
    $started = Get-Location
    Set-Location TestDrive:/
    $null = New-Item outbox -ItemType Directory
    foreach ($subject in 'One', 'Two') {
        Set-Content "outbox/$subject.eml" "From: Alex <$($servers.user)>`nto:  ann@contoso.test`nBcc: bea@contoso.test`nSubject: $subject `nContent-Type: text/plain; charset=utf-8`nContent-Transfer-Encoding: 8bit`n`n.Grüße  `n..`n"
    }
}

AfterAll {
    Set-Location $started
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'Prepared messages' {
    BeforeEach { Reset-Servers }

    It 'are sent from <how>' -TestCases @(
        @{ how = 'a wildcard'; command = { Send-OAuth2MailMessage -Path outbox/*.eml @sending } }
        @{ how = 'the pipeline'; command = { Get-ChildItem outbox/*.eml | Send-OAuth2MailMessage @sending } }
        @{ how = 'a script block'; command = { Get-ChildItem outbox/*.eml | Send-OAuth2MailMessage -Path { $_.FullName } @sending } }
        @{ how = 'records'; command = { ConvertFrom-Csv @('Path', 'outbox/One.eml', 'outbox/Two.eml') | Send-OAuth2MailMessage @sending } }
    ) {
        & $command

        $messages = Read-Servers messages
        $messages.subject | Sort-Object | Should -Be @('One', 'Two')
        $messages[0].from | Should -Be $servers.user
        $messages[0].to | Should -Be @('ann@contoso.test', 'bea@contoso.test')
        Read-Servers sessions | Should -HaveCount 1
    }

    It 'arrive byte for byte, without Bcc' {
        Send-OAuth2MailMessage -Path outbox/One.eml @sending

        $written = [IO.File]::ReadAllText((Get-Item outbox/One.eml).FullName) -replace "`r", ''
        $received = (Get-RawText (Read-Servers messages)) -replace "`r", ''
        $received | Should -BeExactly ($written -replace 'Bcc: bea@contoso.test\n', '')
    }

    It 'fail each for itself' {
        Set-Content empty.eml '' -NoNewline
        Set-Content nobody.eml "From: $($servers.user)`n`nText"
        Send-OAuth2MailMessage -Path empty.eml, nobody.eml, none.eml, outbox/Two.eml -ProfileName $name -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue

        (Read-Servers messages).subject | Should -Be 'Two'
        $problems | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Should -Be @('MessageInvalid', 'RecipientMissing', 'MessageNotFound')
        "$($problems[1].TargetObject)" | Should -BeLike '*nobody.eml'
    }

    It 'go with nothing that composes' {
        { Send-OAuth2MailMessage -Path outbox/One.eml -Subject x @sending } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'are missing where nothing is said at all' {
        { Send-OAuth2MailMessage @sending } | Should -Throw -ErrorId 'RecipientMissing,*'
    }
}

Describe '-SaveTo' {
    BeforeEach { Reset-Servers }

    It 'writes what is sent' {
        $result = Send-OAuth2MailMessage ann@contoso.test Hello 'Grüße' -Bcc di@contoso.test -Attachments outbox/One.eml -SaveTo sent -PassThru @sending

        $file = Get-ChildItem sent
        $file.Name | Should -Be "$($result.MessageId).eml"
        [Convert]::ToBase64String([IO.File]::ReadAllBytes($file.FullName)) | Should -BeExactly (Read-Servers messages).raw
    }

    It 'writes a prepared message as it is sent' {
        Send-OAuth2MailMessage -Path outbox/One.eml -SaveTo copy.eml @sending
        [Convert]::ToBase64String([IO.File]::ReadAllBytes((Get-Item copy.eml).FullName)) | Should -BeExactly (Read-Servers messages).raw
    }

    It 'only writes with -WhatIf, and what it wrote can be sent' {
        Send-OAuth2MailMessage ann@contoso.test Later Text -Cc cy@contoso.test -Bcc hidden-reader@contoso.test -SaveTo later -WhatIf @sending
        Read-Servers sessions | Should -BeNullOrEmpty

        Get-ChildItem later | Send-OAuth2MailMessage @sending
        $message = Read-Servers messages
        $message.to | Should -Be @('ann@contoso.test', 'cy@contoso.test', 'hidden-reader@contoso.test')
        Get-RawText $message | Should -Not -Match 'hidden-reader@contoso'
    }

    It 'writes over nothing' {
        1..2 | ForEach-Object { Send-OAuth2MailMessage ann@contoso.test "Number $_" -SaveTo twice.eml @sending }
        (Get-ChildItem twice*.eml).Name | Should -HaveCount 2
        Get-Content twice-2.eml -Raw | Should -Match 'Number 2'
        Get-Content twice.eml -Raw | Should -Match 'Number 1'
    }

    It 'keeps what cannot be written from being sent' {
        Set-Content file 'x'
        { Send-OAuth2MailMessage ann@contoso.test Hello -SaveTo file/folder @sending } | Should -Throw -ErrorId 'SaveFailed,*'
        Read-Servers messages | Should -BeNullOrEmpty
    }
}
