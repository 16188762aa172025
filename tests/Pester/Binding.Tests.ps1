# What comes down the pipeline arrives whole, or is an error and nothing is done for it.

BeforeAll {
    . "$PSScriptRoot/SendingSession.ps1"
    $started = Get-Location
    Set-Location TestDrive:/
    $quiet = @{ ProfileName = $name; Vault = $vault }

    # The errors of a command, in the order in which they came.
    function Get-Problem([scriptblock] $Command) { & $Command 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } }

    function Get-Id([object] $Problem) { ($Problem.FullyQualifiedErrorId -split ',')[0] }

    # Every parameter of the module that binds by property, with its command.
    function Get-BindingParameter {
        foreach ($command in Get-Command -Module OAuth2Mail -CommandType Cmdlet) {
            foreach ($parameter in $command.Parameters.Values) {
                if ($parameter.ParameterSets.Values.ValueFromPipelineByPropertyName -contains $true) {
                    [pscustomobject] @{ Command = $command.Name; Name = $parameter.Name; Type = $parameter.ParameterType }
                }
            }
        }
    }

    # A record that is good but for one property.
    function New-Record([object] $Parameter, [object] $Value) {
        $record = [ordered] @{}
        if ($Parameter.Command -ne 'Send-OAuth2MailMessage') {
            $record.Name = $name
            $record.Vault = $vault
        }
        elseif ($Parameter.Name -ne 'Path') {
            $record.To = 'ann@contoso.test'
            $record.Subject = 'Hello'
        }

        $record[$Parameter.Name] = $Value
        [pscustomobject] $record
    }

    # Does nothing but bind: each of them says what it would do.
    function Invoke-Bound([object] $Parameter, [object] $Record) {
        $arguments = @{}
        switch ($Parameter.Command) {
            'Send-OAuth2MailMessage' {
                if ($Parameter.Name -ne 'ProfileName') { $arguments.ProfileName = $name }
                $arguments += @{ Vault = $vault; WhatIf = $true; SaveTo = 'bound' }
            }
            'New-OAuth2MailProfile' { $arguments += @{ ExchangeApplication = $true; ClientId = 'x'; TenantId = 't'; ManagedIdentity = $true; UserName = 'a@contoso.test'; WhatIf = $true; Force = $true } }
            'Set-OAuth2MailProfile' { $arguments += @{ PassThru = $true } }
            { $_ -in 'Remove-OAuth2MailProfile', 'Invoke-OAuth2Authorization' } { $arguments.WhatIf = $true }
        }

        $command = $Parameter.Command
        if (Test-Path bound) { Remove-Item bound -Recurse -Force }
        $output = $Record | & $command @arguments 2>&1
        $output
        if (Test-Path bound) { (Get-ChildItem bound).Name }
    }
}

AfterAll {
    Set-Location $started
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'Every parameter that binds by property' {
    It 'is looked at' {
        $all = Get-BindingParameter
        $all.Command | Sort-Object -Unique | Should -HaveCount 9
        ($all | Where-Object Command -EQ 'Send-OAuth2MailMessage').Name | Should -Contain 'EncryptFor'
        ($all | Where-Object Command -EQ 'Send-OAuth2MailMessage').Name | Should -Contain 'DeliveryNotificationOption'
        $all.Count | Should -BeGreaterThan 40
    }

    It 'makes an error of <kind>' -TestCases @(
        @{ kind = 'a table'; value = @{ Path = 'a.pem' }; except = 'Header' }
        @{ kind = 'an object'; value = [pscustomobject] @{ Path = 'a.pem' }; except = 'Header' }
        @{ kind = 'a list of tables'; value = @(@{ Path = 'a.pem' }); except = '' }
        @{ kind = 'a list of objects'; value = @([pscustomobject] @{ Path = 'a.pem' }, [pscustomobject] @{ Path = 'b.pem' }); except = '' }
        @{ kind = 'a list of lists'; value = @(@('a', 'b'), @('c', 'd')); except = '' }
    ) {
        $silent = foreach ($parameter in Get-BindingParameter | Where-Object Name -NE $except) {
            $output = @(Invoke-Bound $parameter (New-Record $parameter $value))
            if ($output.Count -ne 1 -or $output[0] -isnot [Management.Automation.ErrorRecord]) { "$($parameter.Command) -$($parameter.Name): $output" }
        }

        $silent | Should -BeNullOrEmpty
    }

    It 'converts <value> or makes an error of it' -TestCases @(
        @{ value = 'no such word' }
        @{ value = 77777 }
        @{ value = [datetime] '2026-05-06' }
        @{ value = @('a', 'b') }
    ) {
        # What is text takes any text, and an address, a file, a name is checked for what it is.
        $text = 'Subject', 'Body', 'HtmlBody', 'EnvelopeId'
        $silent = foreach ($parameter in Get-BindingParameter | Where-Object Name -NotIn $text) {
            # A number may be a name, and stands for true.
            $isConverted = $value -is [int] -and ($parameter.Type -eq [switch] -or $parameter.Command -eq 'New-OAuth2MailProfile')
            $output = @(Invoke-Bound $parameter (New-Record $parameter $value))
            $isError = $output -and -not ($output | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] -and "$($_.Status)" -notin 'Failed', 'Skipped' })
            if (-not $isError -and -not $isConverted) { "$($parameter.Command) -$($parameter.Name): $output" }
        }

        $silent | Should -BeNullOrEmpty
    }
}

Describe 'A record' {
    BeforeEach {
        Reset-Servers
    }

    It 'is not sent in the clear where it names certificates in a way that nobody knows: <json>' -TestCases @(
        @{ json = '{"To":"a@contoso.test","Body":"SECRET","EncryptFor":[{"Path":"a.pem"}]}' }
        @{ json = '{"To":"a@contoso.test","Body":"SECRET","EncryptFor":{"Path":"a.pem"}}' }
        @{ json = '{"To":"a@contoso.test","Body":"SECRET","EncryptFor":[["a.pem"]]}' }
        @{ json = '{"To":"a@contoso.test","Body":"SECRET","EncryptFor":[]}' }
        @{ json = '{"To":"a@contoso.test","Body":"SECRET","EncryptFor":null}' }
        @{ json = '{"To":"a@contoso.test","Body":"SECRET","EncryptFor":""}' }
        @{ json = '{"To":"a@contoso.test","Body":"SECRET","EncryptFor":true}' }
        @{ json = '{"To":"a@contoso.test","Body":"SECRET","SigningCertificate":{"Path":"a.pem"}}' }
        @{ json = '{"To":"a@contoso.test","Body":"SECRET","SigningCertificate":["a.pem","b.pem"]}' }
        @{ json = '{"Path":"SECRET.eml","EncryptFor":"a.pem"}' }
        @{ json = '{"Path":"SECRET.eml","SigningCertificate":{"Path":"a.pem"}}' }
    ) {
        Set-Content SECRET.eml "From: $($servers.user)`nTo: a@contoso.test`n`nSECRET"
        $problems = Get-Problem { $json | ConvertFrom-Json | Send-OAuth2MailMessage @quiet }

        Read-Servers messages | Should -BeNullOrEmpty
        $problems | Should -HaveCount 1
    }

    It 'is an error after a good one, and a good one goes after it' {
        $problems = @(Get-Problem {
            ConvertFrom-Json '[{"To":"a@contoso.test","Priority":"High","Subject":"1"},{"To":"b@contoso.test","Priority":"Urgent","Subject":"2"},{"To":"c@contoso.test","Subject":"3"}]' |
                ForEach-Object { $_ } | Send-OAuth2MailMessage @quiet
        })

        (Read-Servers messages).subject | Should -Be @('1', '3')
        $problems | Should -HaveCount 1
        Get-Id $problems[0] | Should -Be 'RecordInvalid'
        "$($problems[0])" | Should -BeLike '*Priority*Urgent*'
        $problems[0].TargetObject.Subject | Should -Be '2'
    }

    It 'need not have what the one before it had' {
        ConvertFrom-Json '[{"To":"a@contoso.test","Cc":"c@contoso.test","BodyAsHtml":true,"Body":"x"},{"To":"b@contoso.test","Body":"y"}]' |
            ForEach-Object { $_ } | Send-OAuth2MailMessage @sending

        Get-RawText (Read-Servers messages)[1] | Should -Match 'text/plain'
        (Read-Servers messages)[1].to | Should -Be 'b@contoso.test'
    }

    It 'may give <what>' -TestCases @(
        @{ what = 'lines for -Body'; record = @{ Body = @('one', 2, '', 'three') }; pattern = "\r\n\r\none\r\n2\r\n\r\nthree" }
        @{ what = 'lines for -HtmlBody'; record = @{ Body = 'x'; HtmlBody = @('<p>', '</p>') }; pattern = "<p>\r\n</p>" }
        @{ what = 'yes for a switch'; record = @{ Body = 'x'; BodyAsHtml = 'yes' }; pattern = 'text/html' }
        @{ what = '1 for a switch'; record = @{ Body = 'x'; BodyAsHtml = '1' }; pattern = 'text/html' }
        @{ what = 'true for a switch'; record = @{ Body = 'x'; BodyAsHtml = ' True ' }; pattern = 'text/html' }
        @{ what = 'no for a switch'; record = @{ Body = 'x'; BodyAsHtml = 'No' }; pattern = 'text/plain' }
        @{ what = '0 for a switch'; record = @{ Body = 'x'; BodyAsHtml = '0' }; pattern = 'text/plain' }
        @{ what = 'nothing for a switch'; record = @{ Body = 'x'; BodyAsHtml = '' }; pattern = 'text/plain' }
        @{ what = 'headers from JSON'; record = @{ Header = [pscustomobject] @{ 'X-Ticket' = '7'; 'X-List' = @('a', 'b') } }; pattern = '(?s)X-Ticket: 7.*X-List: a.*X-List: b' }
    ) {
        [pscustomobject] (@{ To = 'a@contoso.test'; Subject = 'x' } + $record) | Send-OAuth2MailMessage @sending

        Get-RawText (Get-OnlyMessage) | Should -Match $pattern
    }

    It 'has no property that counts by an alias: <alias>' -TestCases @(
        @{ alias = 'Headers'; value = @{ 'Set-Cookie' = 'SECRET' } }
        @{ alias = 'sub'; value = 'SECRET' }
        @{ alias = 'BAH'; value = $true }
        @{ alias = 'DNO'; value = 'OnSuccess' }
        @{ alias = 'BE'; value = 'unicode' }
    ) {
        [pscustomobject] @{ To = 'a@contoso.test'; Body = 'x'; $alias = $value } | Send-OAuth2MailMessage @sending

        $message = Get-OnlyMessage
        $message.subject | Should -BeNullOrEmpty
        Get-RawText $message | Should -Not -Match 'SECRET'
        Get-RawText $message | Should -Match 'text/plain; charset=utf-8'
        Read-Servers sessions | ForEach-Object commands | Where-Object { $_ -like '*NOTIFY=*' } | Should -BeNullOrEmpty
    }

    It 'names no profile by an alias' {
        $problems = @(Get-Problem { [pscustomobject] @{ To = 'a@contoso.test'; Profile = $name } | Send-OAuth2MailMessage -Vault $vault })

        Get-Id $problems[0] | Should -Be 'ParameterMissing'
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'leaves the aliases to the command line' {
        Send-OAuth2MailMessage a@contoso.test -sub Hello -Body '<p>' -BAH -Headers @{ 'X-A' = '1' } -Profile $name -Vault $vault -ErrorAction Stop

        $message = Get-OnlyMessage
        $message.subject | Should -Be 'Hello'
        Get-RawText $message | Should -Match 'X-A: 1'
    }

    It 'is an error as a hashtable' {
        $problems = @(Get-Problem { @{ To = 'a@contoso.test'; Subject = 'x' } | Send-OAuth2MailMessage @quiet })
        Get-Id $problems[0] | Should -Be 'RecordInvalid'
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '*pscustomobject*'

        $problems = @(Get-Problem { @{ Subject = 'x'; Body = 'y' } | Send-OAuth2MailMessage -To a@contoso.test @quiet })
        Get-Id $problems[0] | Should -Be 'RecordInvalid'
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'may be a hashtable for script blocks' {
        @{ Address = 'a@contoso.test'; Subject = 'Hello' } | Send-OAuth2MailMessage -To { $_.Address } -Subject { $_.Subject } @sending
        (Get-OnlyMessage).subject | Should -Be 'Hello'
    }

    It 'does not describe a message and name a file' {
        Set-Content file.eml "From: $($servers.user)`nTo: b@contoso.test`n`nText"
        $problems = @(Get-Problem { [pscustomobject] @{ To = 'a@contoso.test'; Path = 'file.eml' } | Send-OAuth2MailMessage @quiet })

        Get-Id $problems[0] | Should -Be 'RecordAmbiguous'
        Read-Servers messages | Should -BeNullOrEmpty

        [pscustomobject] @{ To = 'a@contoso.test'; Path = 'file.eml' } | Send-OAuth2MailMessage -Path { $_.Path } @sending
        [pscustomobject] @{ Path = 'file.eml'; Line = 'x' } | Send-OAuth2MailMessage -To c@contoso.test -Body { $_.Line } @sending
        (Read-Servers messages).to | Should -Be @('b@contoso.test', 'c@contoso.test')
    }

    It 'is lost on no other command: <command>' -TestCases @(
        @{ id = 'RecordInvalid'; command = { [pscustomobject] @{ Vault = @('a', 'b'); Name = $name } | Remove-OAuth2MailProfile -ErrorAction Stop } }
        @{ id = 'RecordInvalid'; command = { [pscustomobject] @{ Name = @{ a = 1 } } | Get-OAuth2MailProfile -ErrorAction Stop } }
        @{ id = 'RecordUnknown'; command = { 7 | Get-OAuth2MailProfile -ErrorAction Stop } }
        @{ id = 'RecordInvalid'; command = { @{ Name = $name } | Get-OAuth2MailProfile -ErrorAction Stop } }
        # The engine's own.
        @{ id = 'InputObjectMissingMandatory'; command = { $name | Update-OAuth2Token -ErrorAction Stop } }
    ) {
        { & $command } | Should -Throw -ErrorId "$id,*"
        (Get-OAuth2MailProfile $name -Vault $vault).Name | Should -Be $name
    }
}

Describe 'A path' {
    BeforeEach {
        Reset-Servers
    }

    It 'that is blank is an error: <command>' -TestCases @(
        @{ command = { Send-OAuth2MailMessage -Path '' @quiet }; count = 1 }
        @{ command = { Send-OAuth2MailMessage -Path $null @quiet }; count = 1 }
        @{ command = { Send-OAuth2MailMessage -Path @() @quiet }; count = 1 }
        @{ command = { Send-OAuth2MailMessage -Path ' ', $null @quiet }; count = 2 }
        @{ command = { '' | Send-OAuth2MailMessage @quiet }; count = 1 }
        @{ command = { ' ' | Send-OAuth2MailMessage @quiet }; count = 1 }
        @{ command = { [pscustomobject] @{ Path = '' }, [pscustomobject] @{ Path = $null } | Send-OAuth2MailMessage @quiet }; count = 2 }
        @{ command = { Send-OAuth2MailMessage a@contoso.test -Body x -BodyAsHtml -InlineImage @{ logo = '' } @quiet }; count = 1 }
        @{ command = { Send-OAuth2MailMessage a@contoso.test -Body x -BodyAsHtml -InlineImage @{ logo = $null } @quiet }; count = 1 }
    ) {
        $problems = @(Get-Problem $command)

        $problems | Should -HaveCount $count
        $problems | ForEach-Object { Get-Id $_ } | Should -BeIn @('MessageNotFound', 'ImageNotFound')
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'that is given with certificates is ambiguous' {
        Set-Content file.eml "From: $($servers.user)`nTo: b@contoso.test`n`nText"
        { Send-OAuth2MailMessage -Path file.eml -EncryptFor a.pem @sending } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Send-OAuth2MailMessage -Path file.eml -SigningCertificate a.pem @sending } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        foreach ($value in 'a.pem', '', $null, @{ a = 1 }) {
            $record = [pscustomobject] @{ File = 'file.eml'; EncryptFor = $value }
            @(Get-Problem { $record | Send-OAuth2MailMessage -Path { $_.File } @quiet }) | Should -HaveCount 1
        }

        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'of a file that is a message goes with nothing that composes: <command>' -TestCases @(
        @{ command = { Get-ChildItem file.eml | Send-OAuth2MailMessage -Subject x @quiet } }
        @{ command = { 'file.eml' | Send-OAuth2MailMessage -Body x @quiet } }
        @{ command = { Get-ChildItem file.eml | Send-OAuth2MailMessage -EncryptFor a.pem @quiet } }
    ) {
        Set-Content file.eml "From: $($servers.user)`nTo: b@contoso.test`n`nText"
        $problems = @(Get-Problem $command)

        Get-Id $problems[0] | Should -Be 'ParameterConflict'
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'on no file system is an error of ours: <command>' -TestCases @(
        @{ id = 'AttachmentNotFound'; command = { Send-OAuth2MailMessage a@contoso.test -Attachments nodrive:/a.txt @sending } }
        @{ id = 'AttachmentNotFound'; command = { Send-OAuth2MailMessage a@contoso.test -Attachments Env:PATH @sending } }
        @{ id = 'AttachmentNotFound'; command = { Send-OAuth2MailMessage a@contoso.test -Attachments "a`0b" @sending } }
        @{ id = 'MessageNotFound'; command = { Send-OAuth2MailMessage -Path nodrive:/a.eml @sending } }
        @{ id = 'CertificateNotFound'; command = { Send-OAuth2MailMessage a@contoso.test -EncryptFor nodrive:/a.pem @sending } }
        @{ id = 'CertificateNotFound'; command = { Send-OAuth2MailMessage a@contoso.test -SigningCertificate Env:PATH @sending } }
        @{ id = 'SaveFailed'; command = { Send-OAuth2MailMessage a@contoso.test -SaveTo nodrive:/a.eml @sending } }
        @{ id = 'SaveFailed'; command = { Send-OAuth2MailMessage a@contoso.test -SaveTo Env:a @sending } }
        @{ id = 'KeyFileUnreadable'; command = { New-OAuth2MailProfile x -Vault $vault -Exchange -ClientId x -TenantId t -UserName a@contoso.test -CertificateFile nodrive:/a.pfx -ErrorAction Stop } }
        @{ id = 'KeyFileUnreadable'; command = { New-OAuth2MailProfile x -Vault $vault -Gmail -UserName a@contoso.test -CredentialFile Env:PATH -ErrorAction Stop } }
        @{ id = 'KeyFileUnreadable'; command = { New-OAuth2MailProfile x -Vault $vault -GoogleServiceAccount -UserName a@contoso.test -KeyFile ' ' -ErrorAction Stop } }
        @{ id = 'KeyFileUnreadable'; command = { New-OAuth2MailProfile x -Vault $vault -ExchangeApplication -ClientId x -TenantId t -UserName a@contoso.test -FederatedTokenFile nodrive:/token -ErrorAction Stop } }
    ) {
        $command | Should -Throw -ErrorId "$id,*"
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'of a pipe or a device is an error at once: <command>' -TestCases @(
        @{ id = 'AttachmentUnreadable'; command = { Send-OAuth2MailMessage a@contoso.test -Attachments pipe @sending } }
        @{ id = 'AttachmentUnreadable'; command = { Send-OAuth2MailMessage a@contoso.test -Attachments /dev/zero @sending } }
        @{ id = 'MessageUnreadable'; command = { Send-OAuth2MailMessage -Path pipe @sending } }
        @{ id = 'ImageUnreadable'; command = { Send-OAuth2MailMessage a@contoso.test -HtmlBody x -InlineImage @{ a = 'pipe' } @sending } }
        @{ id = 'CalendarFileUnreadable'; command = { Send-OAuth2MailMessage a@contoso.test -CalendarFile pipe @sending } }
        @{ id = 'KeyFileUnreadable'; command = { Send-OAuth2MailMessage a@contoso.test -EncryptFor pipe @sending } }
        @{ id = 'KeyFileUnreadable'; command = { Send-OAuth2MailMessage a@contoso.test -SigningCertificate pipe @sending } }
        @{ id = 'KeyFileUnreadable'; command = { New-OAuth2MailProfile x -Vault $vault -Exchange -ClientId x -TenantId t -UserName a@contoso.test -CertificateFile pipe -ErrorAction Stop } }
        @{ id = 'KeyFileUnreadable'; command = { New-OAuth2MailProfile x -Vault $vault -PrivateKeyJwt -UserName a@contoso.test -ClientId x -PrivateKeyFile /dev/zero -ErrorAction Stop } }
        @{ id = 'KeyFileUnreadable'; command = { New-OAuth2MailProfile x -Vault $vault -Gmail -UserName a@contoso.test -CredentialFile pipe -ErrorAction Stop } }
        @{ id = 'KeyFileUnreadable'; command = { New-OAuth2MailProfile x -Vault $vault -GoogleServiceAccount -UserName a@contoso.test -KeyFile pipe -ErrorAction Stop } }
    ) {
        if ($env:OS -eq 'Windows_NT') { Set-ItResult -Skipped -Because 'files of these kinds are on no drive there' }

        $pipe = Join-Path (Get-Item .).FullName 'pipe'
        if (-not (Test-Path pipe)) { [Diagnostics.Process]::Start('mkfifo', $pipe).WaitForExit() }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $command | Should -Throw -ErrorId "$id,*"
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        Read-Servers messages | Should -BeNullOrEmpty
    }
}

Describe 'A key' {
    It 'of a kind that the mode does not sign with is an error of ours' {
        $curve = [Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve+NamedCurves]::nistP256)
        $key = ConvertTo-SecureString $curve.ExportPkcs8PrivateKeyPem() -AsPlainText -Force
        { New-OAuth2MailProfile x -Vault $vault -GoogleServiceAccount -UserName a@contoso.test -ClientEmail b@contoso.test -PrivateKeyId 1 -PrivateKey $key -ErrorAction Stop } |
            Should -Throw -ErrorId 'ClientKeyUnsupported,*'
    }

    It 'of <bits> bits is warned of: <isWarned>' -TestCases @(
        @{ bits = 1024; isWarned = $true }
        @{ bits = 2048; isWarned = $false }
    ) {
        $key = ConvertTo-SecureString ([Security.Cryptography.RSA]::Create($bits).ExportPkcs8PrivateKeyPem()) -AsPlainText -Force
        $warnings = New-OAuth2MailProfile x -Vault $vault -GoogleServiceAccount -UserName a@contoso.test -ClientEmail b@contoso.test -PrivateKeyId 1 -PrivateKey $key -WhatIf 3>&1
        "$warnings" -like '*2,048*' | Should -Be $isWarned
    }
}

Describe 'A result' {
    It 'is text in files and reports' {
        Reset-Servers
        Set-Servers smtp-faults '{"command":"RcptTo","reply":"550 5.1.1 No such user","argumentContains":"cy"}'
        $result = Send-OAuth2MailMessage 'ann@contoso.test', 'bob@contoso.test', 'cy@contoso.test' Hello -ProfileName $name -Vault $vault -PassThru -ErrorAction SilentlyContinue

        $row = $result | ConvertTo-Csv | ConvertFrom-Csv
        $row.To | Should -Be 'ann@contoso.test, bob@contoso.test, cy@contoso.test'
        $row.AcceptedRecipients | Should -Be 'ann@contoso.test, bob@contoso.test'
        $row.RefusedRecipients | Should -Be 'cy@contoso.test: 550 5.1.1 No such user'
        $row.Status | Should -Be 'PartiallySent'
        $json = $result | ConvertTo-Json -Depth 3 | ConvertFrom-Json
        $json.Status | Should -Be 'PartiallySent'
        $json.To | Should -Be @('ann@contoso.test', 'bob@contoso.test', 'cy@contoso.test')
        $result.To[1] | Should -Be 'bob@contoso.test'
        $result.To.Count | Should -Be 3
    }
}
