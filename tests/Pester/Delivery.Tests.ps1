# What becomes of a message whose recipients, size or wishes a server does not take as they are.

BeforeAll {
    . "$PSScriptRoot/SendingSession.ps1"
}

AfterAll {
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'A refused recipient' {
    BeforeEach { Reset-Servers }

    It 'is an error of its own, and the message goes to the others' {
        Set-Servers smtp-faults '{"command":"RcptTo","reply":"550 5.1.1 No such user","argumentContains":"bob"}'
        Set-Servers smtp-faults '{"command":"RcptTo","reply":"450 4.2.1 Mailbox busy","argumentContains":"cy"}'
        $record = ConvertFrom-Csv @('To,Cc,Subject', 'ann@contoso.test,bob@contoso.test,Hello')
        $result = $record | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -Bcc 'cy@contoso.test' -PassThru -ErrorVariable problems -ErrorAction SilentlyContinue

        (Get-OnlyMessage).to | Should -Be 'ann@contoso.test'
        $result.Status | Should -Be 'PartiallySent'
        $result.To | Should -Be @('ann@contoso.test', 'bob@contoso.test', 'cy@contoso.test')
        $result.AcceptedRecipients | Should -Be 'ann@contoso.test'
        $result.RefusedRecipients.Recipient | Should -Be @('bob@contoso.test', 'cy@contoso.test')
        $result.RefusedRecipients[0].ServerResponse | Should -Be '550 5.1.1 No such user'
        $problems | Should -HaveCount 2
        $problems | ForEach-Object { $_.FullyQualifiedErrorId } | Sort-Object -Unique | Should -BeLike 'RecipientRefused,*'
        "$($problems[0])" | Should -BeLike '*bob@contoso.test*550 5.1.1 No such user*'
        $problems[0].TargetObject.Subject | Should -Be 'Hello'
        $problems[1].ErrorDetails.RecommendedAction | Should -BeLike '*temporary*'
    }

    It 'keeps the message from everybody with -RequireAllRecipients, and the connection goes on' {
        Set-Servers smtp-faults '{"command":"RcptTo","reply":"550 5.1.1 No such user","argumentContains":"bob"}'
        $records = @(
            [pscustomobject] @{ To = 'ann@contoso.test', 'bob@contoso.test'; Subject = 'One' }
            [pscustomobject] @{ To = 'cy@contoso.test'; Subject = 'Two' }
        )
        $records | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -RequireAllRecipients -ErrorVariable problems -ErrorAction SilentlyContinue

        (Get-OnlyMessage).subject | Should -Be 'Two'
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MessageRejected,*'
        "$($problems[0])" | Should -BeLike '*<bob@contoso.test>: 550 5.1.1 No such user*'
        Read-Servers sessions | Should -HaveCount 1
    }
}

Describe 'A limit' {
    BeforeEach { Reset-Servers }

    BeforeAll {
        $many = 'ann@contoso.test', 'bob@contoso.test', 'cy@contoso.test'
    }

    It 'on recipients is an error before anything is sent' {
        { Send-OAuth2MailMessage $many 'Hello' -MaximumRecipients 2 @sending } | Should -Throw -ErrorId 'TooManyRecipients,*'

        Read-Servers sessions | Should -BeNullOrEmpty
    }

    It 'is the provider''s where none is given' {
        $gmail = "$prefix-gmail"
        $null = New-UnattendedProfile $gmail @{ SmtpServer = 'smtp.gmail.com' }
        $all = 1..101 | ForEach-Object { "user$_@contoso.test" }

        { Send-OAuth2MailMessage $all 'Hello' -ProfileName $gmail -Vault $vault -ErrorAction Stop } | Should -Throw '*101 recipients*takes 100*'
    }

    It 'splits a message with -SplitRecipients, each part with a result' {
        $results = Send-OAuth2MailMessage $many 'Hello' -MaximumRecipients 2 -SplitRecipients -PassThru @sending

        $messages = Read-Servers messages
        $messages | Should -HaveCount 2
        $messages[0].to | Should -Be @('ann@contoso.test', 'bob@contoso.test')
        $messages[1].to | Should -Be 'cy@contoso.test'
        $messages[1].headerTo | Should -BeLike '*ann@contoso.test*'
        $results | Should -HaveCount 2
        $results[1].To | Should -Be 'cy@contoso.test'
        $results[0].ServerResponse | Should -Not -Be $results[1].ServerResponse
    }

    It 'on the size is an error before the message is begun, and the next one is sent' {
        Set-Servers smtp-options '{"maxMessageSize":2000}'
        $records = ConvertFrom-Csv @('To,Subject,Body', "ann@contoso.test,One,$('x' * 4000)", 'bob@contoso.test,Two,y')
        try { $records | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue }
        finally { Set-Servers smtp-options '{"maxMessageSize":36700160}' }

        (Get-OnlyMessage).subject | Should -Be 'Two'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MessageTooLarge,*'
        "$($problems[0])" | Should -BeLike '*2,000*'
        Read-Servers sessions | Should -HaveCount 1
    }
}

Describe 'A notification' {
    BeforeEach { Reset-Servers }

    It 'is asked for as with Send-MailMessage' {
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -DNO OnSuccess, OnFailure -DeliveryNotificationReturn HeadersOnly -EnvelopeId 'order+1' @sending

        $commands = Read-Servers sessions | ForEach-Object commands
        $commands | Where-Object { $_ -like 'MAIL FROM:*ENVID=order+2B1 RET=HDRS*' } | Should -HaveCount 1
        $commands | Where-Object { $_ -like 'RCPT TO:*NOTIFY=SUCCESS,FAILURE *' } | Should -HaveCount 1
    }

    It 'that the server does not know is warned of once' {
        Set-Servers smtp-options '{"extensions":["PIPELINING","SIZE","8BITMIME"]}'
        $records = ConvertFrom-Csv @('To,DeliveryNotificationOption', 'ann@contoso.test,OnFailure', 'bob@contoso.test,OnFailure')
        try { $records | Send-OAuth2MailMessage @sending -WarningVariable warnings -WarningAction SilentlyContinue }
        finally { Set-Servers smtp-options '{"extensions":["PIPELINING","SIZE","8BITMIME","SMTPUTF8","ENHANCEDSTATUSCODES","DSN"]}' }

        Read-Servers messages | Should -HaveCount 2
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike '*DSN*'
    }
}

Describe 'A run' {
    BeforeEach { Reset-Servers }

    BeforeAll {
        $three = ConvertFrom-Csv @('To,Subject', 'ann@contoso.test,One', 'bob@contoso.test,Two', 'cy@contoso.test,Three')
    }

    It 'goes on over the same connection after a message that the server refuses' {
        Set-Servers smtp-faults '{"command":"Message","reply":"554 5.7.1 Spam","argumentContains":"shared"}'
        $three | Send-OAuth2MailMessage -From { if ($_.Subject -eq 'Two') { $servers.sharedMailbox } else { $servers.user } } -ProfileName $name -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue

        (Read-Servers messages).subject | Should -Be @('One', 'Three')
        $problems | Should -HaveCount 1
        $problems[0].TargetObject.Subject | Should -Be 'Two'
        Read-Servers sessions | Should -HaveCount 1
    }

    It 'ends with a token that is refused after a refresh too' -TestCases @(
        @{ fault = '{"command":"Token","reply":"535 5.7.3 Authentication unsuccessful","times":50}' }
        @{ fault = '{"command":"MailFrom","reply":"530 5.7.57 Client not authenticated","times":50}' }
    ) {
        $null = Update-OAuth2Token $name -Vault $vault -Force -ErrorAction Stop
        Reset-Servers
        Set-Servers smtp-faults $fault
        { $three | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'SmtpAuthenticationFailed,*'

        Get-TokenRequest | Should -HaveCount 1
    }
}
