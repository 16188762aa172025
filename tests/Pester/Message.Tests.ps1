# What a message can be, as a mail server on this machine received it.

BeforeAll {
    . "$PSScriptRoot/SendingSession.ps1"
    $started = Get-Location
    Set-Location TestDrive:/

    function Get-OnlyText { Get-RawText (Get-OnlyMessage) }
}

AfterAll {
    Set-Location $started
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'A call as Send-MailMessage had it' {
    BeforeEach { Reset-Servers }

    It 'takes every name and alias of old' {
        Set-Content a.txt 'x'
        $old = @{ To = 'Ops Night <ops@contoso.test>', 'b@contoso.test'; Sub = 'Grüße'; BAH = $true; BE = 'iso-8859-1'; PSPath = 'a.txt'; Priority = 'Low' }
        Send-OAuth2MailMessage @old -Body '<p>Grüße' @sending

        $text = Get-OnlyText
        $text | Should -Match 'Subject: =\?iso-8859-1\?'
        $text | Should -Match 'text/html; charset=iso-8859-1'
        $text | Should -Match 'filename=a\.txt'
        $text | Should -Match 'Priority: non-urgent'
    }

    It 'takes an encoding as <kind>' -TestCases @(
        @{ kind = 'a name'; encoding = 'ascii'; charset = 'us-ascii' }
        @{ kind = 'a number'; encoding = 28591; charset = 'iso-8859-1' }
        @{ kind = 'an object'; encoding = [Text.Encoding]::Unicode; charset = 'utf-16le' }
        @{ kind = 'nothing'; encoding = ''; charset = 'utf-8' }
    ) {
        Send-OAuth2MailMessage a@contoso.test Hello Text -Encoding $encoding @sending
        Get-OnlyText | Should -Match "charset=$charset"
    }

    It 'refuses an encoding that is none' {
        { Send-OAuth2MailMessage a@contoso.test Hello Text -Encoding klingon @sending } | Should -Throw '*no encoding*klingon*'
        { Send-OAuth2MailMessage a@contoso.test Hello Text -Encoding utf7 @sending } | Should -Throw '*UTF-7*'
    }
}

Describe 'Attached files' {
    BeforeEach { Reset-Servers }

    BeforeAll {
        $null = New-Item logs -ItemType Directory
        Set-Content -LiteralPath 'logs/a[1].log' 'bracket'
        Set-Content 'logs/a1.log' 'plain'
    }

    It 'are those that exist by that very name, before wildcards' {
        Send-OAuth2MailMessage a@contoso.test Hello -Attachments 'logs/a[1].log' @sending
        $text = Get-OnlyText
        $text | Should -Match 'filename="?a\[1\]\.log'
        $text | Should -Not -Match 'a1\.log'
    }

    It 'come down the pipeline into one message where all else is given, as with Send-MailMessage' {
        Get-ChildItem logs/*.log | Send-OAuth2MailMessage -To a@contoso.test -Subject All @sending
        $text = Get-OnlyText
        $text | Should -Match 'filename="?a\[1\]\.log'
        $text | Should -Match 'filename="?a1\.log'
    }

    It 'come down the pipeline as paths, beside those that are given' {
        Set-Content given.txt 'x'
        'logs/a[1].log', 'logs/a1.log' | Send-OAuth2MailMessage a@contoso.test All -Attachments given.txt @sending
        $text = Get-OnlyText
        foreach ($file in 'given\.txt', 'a\[1\]\.log', 'a1\.log') { $text | Should -Match "filename=`"?$file" }
    }

    It 'come down the pipeline, a message each where a script block says what is in it' {
        Get-ChildItem logs/*.log | Send-OAuth2MailMessage -To a@contoso.test -Subject { $_.Name } @sending
        $messages = @(Read-Servers messages)
        $messages.subject | Sort-Object | Should -Be @('a[1].log', 'a1.log')
        foreach ($message in $messages) { Get-RawText $message | Should -Match "filename=`"?$([regex]::Escape($message.subject))" }
    }

    It 'keep the collected message from being sent when one is missing' {
        'logs/a1.log', 'gone.log' | Send-OAuth2MailMessage a@contoso.test All -ProfileName $name -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'AttachmentNotFound,*'
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'leave an error about the collected message to -ErrorAction' {
        'logs/a1.log' | Send-OAuth2MailMessage 'not an address' All -ProfileName $name -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'AddressInvalid,*'
    }

    It 'are not the file that a line of text comes from' {
        Set-Content people.txt 'a@contoso.test', 'b@contoso.test'
        Get-Content people.txt | Send-OAuth2MailMessage -To { $_ } -Subject Hello @sending
        $messages = @(Read-Servers messages)
        $messages | Should -HaveCount 2
        foreach ($message in $messages) { Get-RawText $message | Should -Not -Match 'people\.txt' }
    }

    It 'may have wildcards escaped' {
        Send-OAuth2MailMessage a@contoso.test Hello -Attachments "logs/$([WildcardPattern]::Escape('a[1].log'))" @sending
        Get-OnlyText | Should -Match 'filename="?a\[1\]\.log'
    }

    It 'are refused when another program has them for itself, and when they are folders' {
        $locked = [IO.File]::Open((Get-Item logs/a1.log).FullName, 'Open', 'ReadWrite', 'None')
        try { { Send-OAuth2MailMessage a@contoso.test Hello -Attachments logs/a1.log @sending } | Should -Throw -ErrorId 'AttachmentUnreadable,*' }
        finally { $locked.Dispose() }
        { Send-OAuth2MailMessage a@contoso.test Hello -Attachments logs @sending } | Should -Throw -ErrorId 'AttachmentUnreadable,*'
        Read-Servers messages | Should -BeNullOrEmpty
    }
}

Describe 'Pictures, invitations and headers' {
    BeforeEach { Reset-Servers }

    BeforeAll {
        Set-Content logo.png 'PNG' -NoNewline
        Set-Content party.ics "BEGIN:VCALENDAR`nMETHOD:REQUEST`nEND:VCALENDAR"
    }

    It 'shows pictures within the HTML' {
        Send-OAuth2MailMessage a@contoso.test Hello '<img src="cid:logo"><img src="./logo.png">' -BodyAsHtml -InlineImage @{ logo = 'logo.png' } -EmbedLocalImages @sending
        $text = Get-OnlyText
        $text | Should -Match 'multipart/related'
        $text | Should -Match 'Content-Id: <logo>'
        $text | Should -Not -Match 'src="\./logo\.png"'
    }

    It 'sends an invitation' {
        Send-OAuth2MailMessage a@contoso.test Hello Come -CalendarFile party.ics @sending
        Get-OnlyText | Should -Match 'text/calendar;[^:]*method=REQUEST'
    }

    It 'writes the headers that are asked for' {
        $headers = @{ Header = @{ 'X-Ticket' = 1, 'two' }; InReplyTo = '<1@contoso.test>'; ReadReceiptTo = 'me@contoso.test'; AutoSubmitted = $true; MessageId = '2@contoso.test' }
        Send-OAuth2MailMessage a@contoso.test Hello @headers @sending
        $text = Get-OnlyText
        foreach ($line in 'X-Ticket: 1', 'X-Ticket: two', 'In-Reply-To: <1@contoso.test>', 'References: <1@contoso.test>', 'Disposition-Notification-To: me@contoso.test', 'Auto-Submitted: auto-generated', 'Message-Id: <2@contoso.test>') {
            $text | Should -Match "(?m)^$line\r?$"
        }
    }

    It 'is refused: <id>' -TestCases @(
        @{ parameters = @{ Header = @{ Bcc = 'eve@contoso.test' } }; id = 'HeaderReserved' }
        @{ parameters = @{ Header = @{ 'X-A' = "x`r`nBcc: eve@contoso.test" } }; id = 'HeaderInjection' }
        @{ parameters = @{ MessageId = 'one' }; id = 'MessageIdInvalid' }
        @{ parameters = @{ CalendarFile = 'logo.png' }; id = 'CalendarFileInvalid' }
        @{ parameters = @{ CalendarFile = 'none.ics' }; id = 'CalendarFileNotFound' }
        @{ parameters = @{ InlineImage = @{ logo = 'logo.png' } }; id = 'HtmlBodyMissing' }
        @{ parameters = @{ HtmlBody = '<img src="gone.png">'; EmbedLocalImages = $true }; id = 'ImageUnreadable' }
    ) {
        { Send-OAuth2MailMessage a@contoso.test Hello @parameters @sending } | Should -Throw -ErrorId "$id,*"
        Read-Servers messages | Should -BeNullOrEmpty
    }
}

Describe 'A mail merge' {
    BeforeEach { Reset-Servers }

    It 'binds each parameter by its property' {
        $command = Get-Command Send-OAuth2MailMessage
        foreach ($parameter in 'To', 'Subject', 'Body', 'BodyAsHtml', 'HtmlBody', 'From', 'Cc', 'Bcc', 'ReplyTo', 'Attachments', 'Priority', 'Encoding', 'InlineImage', 'EmbedLocalImages', 'CalendarFile', 'Header', 'MessageId', 'InReplyTo', 'References', 'ReadReceiptTo', 'AutoSubmitted', 'DeliveryNotificationOption', 'DeliveryNotificationReturn', 'EnvelopeId', 'Path') {
            $command.Parameters[$parameter].Attributes.ValueFromPipelineByPropertyName | Should -Contain $true -Because $parameter
        }
    }

    It 'takes script blocks for every parameter' {
        $blocks = @{
            To = { $_.Mail }; Subject = { $_.Id }; Body = { $_.Id }; BodyAsHtml = { $true }; From = { $servers.user }; Cc = { "cc-$($_.Mail)" }; Bcc = { "bcc-$($_.Mail)" }
            ReplyTo = { $_.Mail }; Priority = { 'High' }; Encoding = { 'ascii' }; Header = { @{ 'X-Id' = $_.Id } }; MessageId = { "$($_.Id)@contoso.test" }; AutoSubmitted = { $true }; Attachments = { $_.File }
        }
        Set-Content one.txt 1
        [pscustomobject] @{ Mail = 'a@contoso.test'; Id = 'one'; File = 'one.txt' }, [pscustomobject] @{ Mail = 'b@contoso.test'; Id = 'two'; File = '' } |
            Send-OAuth2MailMessage @blocks @sending

        $messages = Read-Servers messages
        $messages.messageId | Should -Be @('<one@contoso.test>', '<two@contoso.test>')
        $messages[1].to | Should -Be @('b@contoso.test', 'cc-b@contoso.test', 'bcc-b@contoso.test')
        Get-RawText $messages[0] | Should -Match 'one\.txt'
        Get-RawText $messages[1] | Should -Not -Match 'one\.txt'
        Get-RawText $messages[1] | Should -Match 'X-Id: two'
        Read-Servers sessions | Should -HaveCount 1
    }

    It 'takes every empty column for nothing' {
        $columns = 'From,Cc,Bcc,ReplyTo,Body,HtmlBody,BodyAsHtml,Attachments,Priority,Encoding,InlineImage,EmbedLocalImages,CalendarFile,Header,MessageId,InReplyTo,References,ReadReceiptTo,AutoSubmitted,DeliveryNotificationOption,DeliveryNotificationReturn,EnvelopeId'
        ConvertFrom-Csv @("To,Subject,FullName,$columns", ('a@contoso.test,One,Ann Lee' + ',' * ($columns -split ',').Count)) | Send-OAuth2MailMessage @sending

        $message = Read-Servers messages
        $message.from | Should -Be $servers.user
        $message.subject | Should -Be 'One'
    }

    It 'goes on after a record with the name of a profile that is none, and keeps a connection for each profile' {
        $other = "$prefix-other"
        $null = New-UnattendedProfile $other @{ ClientSecretExpires = [datetime]::Now.AddDays(5) }
        $records = foreach ($profileName in $name, $other, 'nobody', $name, $other) { [pscustomobject] @{ ProfileName = $profileName; To = 'a@contoso.test'; Subject = $profileName } }

        $records | Send-OAuth2MailMessage -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue

        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'ProfileNotFound,*'
        $problems[0].TargetObject.Subject | Should -Be 'nobody'
        (Read-Servers messages).subject | Should -Be @($name, $other, $name, $other)
        Read-Servers sessions | Should -HaveCount 2
        $warnings | Should -HaveCount 1
    }

    It 'reads truth from text' {
        ConvertFrom-Csv @('To,Subject,Body,BodyAsHtml', 'a@contoso.test,One,<p>x,True', 'b@contoso.test,Two,x,false') | Send-OAuth2MailMessage @sending
        $messages = Read-Servers messages
        Get-RawText $messages[0] | Should -Match 'text/html'
        Get-RawText $messages[1] | Should -Match 'text/plain'
    }

    It 'says of an empty recipient that there is none' {
        ConvertFrom-Csv @('To,Subject', ',One', 'b@contoso.test,Two') | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RecipientMissing,*'
        (Read-Servers messages).subject | Should -Be 'Two'
    }
}
