# Messages, sent to a mail server on this machine that keeps what it received.

BeforeAll {
    . "$PSScriptRoot/SendingSession.ps1"

    # The message, and its base64 parts as text.
    function Get-DecodedText([object] $Message) {
        $raw = Get-RawText $Message
        foreach ($part in [regex]::Matches($raw, 'base64(?:\r\n[^\r\n]+)*\r\n\r\n([A-Za-z0-9+/=\r\n]+)')) {
            $raw += "`n" + [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(($part.Groups[1].Value -replace '\s')))
        }
        $raw
    }
}

AfterAll {
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'A message' {
    BeforeEach { Reset-Servers }

    It 'is sent as text, silently' {
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' 'First line' @sending | Should -BeNullOrEmpty

        $message = Get-OnlyMessage
        $message.from | Should -Be $servers.user
        $message.to | Should -Be 'ann@contoso.test'
        $message.subject | Should -Be 'Hello'
        $message.isEncrypted | Should -BeTrue
        $message.mechanism | Should -Be 'XOAUTH2'
        $message.userName | Should -Be $servers.user
        Get-RawText $message | Should -Match 'Content-Type: text/plain'
        Get-RawText $message | Should -Match "\r\n\r\nFirst line"
    }

    It 'is HTML with -BodyAsHtml' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -Body '<p>First</p>' -BodyAsHtml @sending

        $raw = Get-RawText (Get-OnlyMessage)
        $raw | Should -Match 'Content-Type: text/html'
        $raw | Should -Not -Match 'multipart'
    }

    It 'is both with -Body and -HtmlBody, the richer one last' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -Body 'Plain' -HtmlBody '<p>Rich</p>' @sending

        Get-RawText (Get-OnlyMessage) | Should -Match '(?s)multipart/alternative.*text/plain.*Plain.*text/html.*<p>Rich</p>'
    }

    It 'keeps letters of every script' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Grüße 東京' -Body "Zażółć 東京 🎉" @sending

        $message = Get-OnlyMessage
        $message.subject | Should -Match '=\?utf-8\?'
        Get-DecodedText $message | Should -Match 'Za|=5A'
        Get-DecodedText $message | Should -Match '東京 🎉|=F0=9F=8E=89'
    }

    It 'takes names with addresses' {
        Send-OAuth2MailMessage '"Lee, Ann" <ann@contoso.test>', 'Bob <bob@contoso.test>' -Subject 'Hello' @sending

        $message = Get-OnlyMessage
        $message.to | Should -Be @('ann@contoso.test', 'bob@contoso.test')
        $message.headerTo | Should -BeLike '"Lee, Ann" <ann@contoso.test>*'
    }

    It 'goes to Cc and Bcc, and shows no Bcc' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -Cc 'cy@contoso.test' -Bcc 'bea@contoso.test' -ReplyTo 'help@contoso.test' @sending

        $message = Get-OnlyMessage
        $message.to | Should -Be @('ann@contoso.test', 'cy@contoso.test', 'bea@contoso.test')
        $raw = Get-RawText $message
        $raw | Should -Match 'Cc: cy@contoso.test'
        $raw | Should -Match 'Reply-To: help@contoso.test'
        $raw | Should -Not -Match 'bea@contoso.test'
    }

    It 'is from whom -From names' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -From "Shared <$($servers.sharedMailbox)>" @sending

        $message = Get-OnlyMessage
        $message.from | Should -Be $servers.sharedMailbox
        $message.headerFrom | Should -Be "Shared <$($servers.sharedMailbox)>"
    }

    It 'can be urgent' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -Priority High @sending

        Get-RawText (Get-OnlyMessage) | Should -Match '(?m)^(Importance: high|X-Priority: 1|Priority: urgent)'
    }

    It 'is described by -PassThru' {
        $result = Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -PassThru @sending

        $message = Get-OnlyMessage
        $result | Should -BeOfType [OAuth2Mail.SendResult]
        $result.Status | Should -Be 'Sent'
        $result.To | Should -Be 'ann@contoso.test'
        $result.Subject | Should -Be 'Hello'
        $result.Attempts | Should -Be 1
        $result.Size | Should -Be $message.length
        $message.messageId | Should -Be "<$($result.MessageId)>"
        $result.ServerResponse | Should -Not -BeNullOrEmpty
    }

    It 'is not sent with -WhatIf' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -WhatIf -PassThru @sending | Should -BeNullOrEmpty

        Read-Servers messages | Should -BeNullOrEmpty
        Read-Servers sessions | Should -BeNullOrEmpty
    }

    It 'is refused: <why>' -TestCases @(
        @{ why = 'no recipient'; parameters = @{ Subject = 'x' }; id = 'RecipientMissing' }
        @{ why = 'a recipient that is no address'; parameters = @{ To = 'ann' }; id = 'AddressInvalid' }
        @{ why = 'a line break in the subject'; parameters = @{ To = 'ann@contoso.test'; Subject = "x`r`nBcc: eve@contoso.test" }; id = 'HeaderInjection' }
        @{ why = 'a line break in an address'; parameters = @{ To = "ann@contoso.test`r`nBcc: eve@contoso.test" }; id = 'AddressInvalid' }
        @{ why = 'two HTML bodies'; parameters = @{ To = 'ann@contoso.test'; Body = 'x'; BodyAsHtml = $true; HtmlBody = 'y' }; id = 'ParameterConflict' }
        @{ why = 'a file that is not there'; parameters = @{ To = 'ann@contoso.test'; Attachments = 'no-such-file.txt' }; id = 'AttachmentNotFound' }
        @{ why = 'a profile that is not there'; parameters = @{ To = 'ann@contoso.test'; ProfileName = 'no-such-profile' }; id = 'ProfileNotFound' }
    ) {
        $all = $sending.Clone()
        foreach ($key in $parameters.Keys) { $all[$key] = $parameters[$key] }

        { Send-OAuth2MailMessage @all } | Should -Throw -ErrorId "$id,*"
        Read-Servers messages | Should -BeNullOrEmpty
    }
}

Describe 'Attachments' {
    BeforeEach { Reset-Servers }

    BeforeAll {
        Set-Content -Path 'TestDrive:/notes.txt' -Value 'some notes' -NoNewline
        Set-Content -Path 'TestDrive:/Prüfbericht 東京.txt' -Value 'the report' -NoNewline
        Set-Content -Path 'TestDrive:/data.csv' -Value 'a,b' -NoNewline
    }

    It 'are attached by path, with their names' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -Body 'x' -Attachments 'TestDrive:/notes.txt', 'TestDrive:/data.csv' @sending

        $text = Get-DecodedText (Get-OnlyMessage)
        $text | Should -Match 'filename="?notes\.txt'
        $text | Should -Match 'filename="?data\.csv'
        $text | Should -Match 'some notes'
        $text | Should -Match 'a,b'
    }

    It 'keep names of every script' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -Attachments 'TestDrive:/Prüfbericht 東京.txt' @sending

        $text = Get-DecodedText (Get-OnlyMessage)
        $text | Should -Match "filename\*(0\*)?=utf-8''Pr%C3%BCfbericht%20%E6%9D%B1%E4%BA%AC\.txt"
        $text | Should -Match 'the report'
    }

    It 'are found by wildcard' {
        Send-OAuth2MailMessage 'ann@contoso.test' -Subject 'Hello' -Attachments 'TestDrive:/*.txt' @sending

        $text = Get-DecodedText (Get-OnlyMessage)
        $text | Should -Match 'some notes'
        $text | Should -Match 'the report'
        $text | Should -Not -Match 'data\.csv'
    }
}

Describe 'A pipeline' {
    BeforeEach { Reset-Servers }

    BeforeAll {
        $people = ConvertFrom-Csv @('Name,Email,Team', 'Ann,ann@contoso.test,x', 'Bob,bob@contoso.test,y', 'Cy,cy@contoso.test,x')
    }

    It 'binds script blocks to each record' {
        $people | Send-OAuth2MailMessage -To { $_.Email } -Subject { "Hello $($_.Name)" } -Body { "You are in $($_.Team)." } @sending

        $messages = Read-Servers messages
        $messages.subject | Should -Be @('Hello Ann', 'Hello Bob', 'Hello Cy')
        $messages | ForEach-Object { $_.to } | Should -Be @('ann@contoso.test', 'bob@contoso.test', 'cy@contoso.test')
        Get-RawText $messages[1] | Should -Match 'You are in y\.'
    }

    It 'uses one connection' {
        $people | Send-OAuth2MailMessage -To { $_.Email } -Subject 'Hello' @sending
        Read-Servers messages | ForEach-Object connectionId | Sort-Object -Unique | Should -HaveCount 1
        Read-Servers sessions | Should -HaveCount 1
    }

    It 'binds properties by their names' {
        ConvertFrom-Csv @('To,Subject,Body', 'ann@contoso.test,One,1', 'bob@contoso.test,Two,2') | Send-OAuth2MailMessage @sending

        (Read-Servers messages).subject | Should -Be @('One', 'Two')
    }

    It 'takes an empty column for nothing' {
        ConvertFrom-Csv @('To,Subject,Cc,Bcc,ReplyTo,Attachments', 'ann@contoso.test,One,,,,', 'bob@contoso.test,Two,cy@contoso.test,,,') |
            Send-OAuth2MailMessage @sending

        $messages = Read-Servers messages
        $messages | Should -HaveCount 2
        $messages[0].to | Should -Be 'ann@contoso.test'
        $messages[1].to | Should -Be @('bob@contoso.test', 'cy@contoso.test')
    }

    It 'does not carry what one record has over to the next' {
        @(
            [pscustomobject] @{ To = 'ann@contoso.test'; Subject = 'One'; Cc = 'cy@contoso.test'; Bcc = $null }
            [pscustomobject] @{ To = 'bob@contoso.test'; Subject = 'Two' }
        ) | Send-OAuth2MailMessage @sending

        (Read-Servers messages)[1].to | Should -Be 'bob@contoso.test'
    }

    It 'reports a bad record with that record, and sends the rest' {
        $records = ConvertFrom-Csv @('To,Subject', 'ann@contoso.test,One', 'nobody,Two', 'cy@contoso.test,Three')
        $records | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue

        (Read-Servers messages).subject | Should -Be @('One', 'Three')
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'AddressInvalid,*'
        $problems[0].TargetObject.Subject | Should -Be 'Two'
    }

    It 'reports a recipient that the server refuses, and sends the rest on the same connection' {
        Set-Servers smtp-faults '{"command":"RcptTo","reply":"550 5.1.1 No such user","argumentContains":"bob"}'
        $results = $people | Send-OAuth2MailMessage -To { $_.Email } -Subject { $_.Name } -ProfileName $name -Vault $vault -PassThru -ErrorVariable problems -ErrorAction SilentlyContinue

        $results.Subject | Should -Be @('Ann', 'Cy')
        $problems | Should -HaveCount 1
        "$($problems[0])" | Should -BeLike '*bob@contoso.test*550 5.1.1 No such user*'
        $problems[0].TargetObject.Name | Should -Be 'Bob'
        Read-Servers sessions | Should -HaveCount 1
    }
}

Describe 'Safety' {
    BeforeEach { Reset-Servers }

    It 'gives a server without STARTTLS no AUTH' {
        Set-Servers smtp-options '{"offersStartTls":false,"offersAuthWithoutTls":true}'
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' @sending } | Should -Throw -ErrorId 'SmtpStartTlsNotOffered,*'

        $commands = Read-Servers sessions | ForEach-Object commands
        $commands | Where-Object { $_ -like 'EHLO*' } | Should -HaveCount 1
        $commands | Where-Object { $_ -like 'AUTH*' } | Should -BeNullOrEmpty
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'trusts no certificate but the one that is pinned' {
        $wrong = "$prefix-wrong"
        $null = New-UnattendedProfile $wrong @{ ServerCertificateThumbprint = '00' * 32 }
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProfileName $wrong -Vault $vault -ErrorAction Stop } |
            Should -Throw -ErrorId 'SmtpCertificateRefused,*'

        Read-Servers sessions | ForEach-Object commands | Where-Object { $_ -like 'AUTH*' } | Should -BeNullOrEmpty
    }

    It 'refreshes a refused token once, and sends' {
        $null = Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop
        Reset-Servers
        Set-Servers revoke '{}'
        $result = Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -PassThru @sending

        $result.Status | Should -Be 'Sent'
        Get-TokenRequest | Should -HaveCount 1
        (Update-OAuth2Token $name -Vault $vault).Source | Should -Be 'Vault'
    }

    It 'refreshes once and no more' {
        Set-Servers smtp-faults '{"command":"Token","reply":"535 5.7.3 Authentication unsuccessful","times":5}'
        { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' @sending } | Should -Throw -ErrorId 'SmtpAuthenticationFailed,*'

        Get-TokenRequest | Should -HaveCount 1
    }

    It 'uses OAUTHBEARER where only that is offered, and implicit TLS' {
        Set-Servers smtp-options '{"mechanisms":["OAUTHBEARER"]}'
        $implicit = "$prefix-implicit"
        $null = New-UnattendedProfile $implicit @{ Security = 'ImplicitTls'; Port = $servers.smtpImplicitTlsPort }
        try { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProfileName $implicit -Vault $vault -ErrorAction Stop }
        finally { Set-Servers smtp-options '{"mechanisms":["XOAUTH2","OAUTHBEARER"]}' }

        $message = Get-OnlyMessage
        $message.mechanism | Should -Be 'OAUTHBEARER'
        $message.isEncrypted | Should -BeTrue
    }
}

Describe 'A profile that is piped' {
    BeforeEach { Reset-Servers }

    It 'is sent with' {
        Get-OAuth2MailProfile $name -Vault $vault | Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -Body 'Text' -ErrorAction Stop

        (Get-OnlyMessage).subject | Should -Be 'Hello'
    }

    It 'keeps its columns' {
        (Get-OAuth2MailProfile $name -Vault $vault | ConvertTo-Csv)[0] | Should -Not -BeLike '*ProfileName*'
    }
}
