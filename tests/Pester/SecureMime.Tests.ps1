# Signed and encrypted messages, as a mail server on this machine received them, read with openssl.

BeforeAll {
    . "$PSScriptRoot/SendingSession.ps1"
    $started = Get-Location
    Set-Location TestDrive:/
    $folder = (Get-Item TestDrive:/).FullName

    # A person's certificate, which is its own authority.
    function New-MailCertificate([string] $Address, [int] $Days = 30) {
        $key = [Security.Cryptography.RSA]::Create(2048)
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new(
            "CN=$Address", $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
        $names.AddEmailAddress($Address)
        $request.CertificateExtensions.Add($names.Build($false))
        $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddDays(-60), [datetimeoffset]::UtcNow.AddDays($Days))
    }

    function Save-Bytes([string] $File, [byte[]] $Bytes) { [IO.File]::WriteAllBytes([IO.Path]::Combine($folder, $File), $Bytes) }

    function ConvertTo-Pem([string] $Label, [byte[]] $Bytes) { "-----BEGIN $Label-----`n$([Convert]::ToBase64String($Bytes, 'InsertLineBreaks'))`n-----END $Label-----" }

    function Save-Certificate([string] $Name, [object] $Certificate) {
        Save-Bytes "$Name.cer" $Certificate.RawData
        Save-Bytes "$Name.pfx" $Certificate.Export('Pfx', 'open sesame')
        $pem = ConvertTo-Pem 'CERTIFICATE' $Certificate.RawData
        Set-Content "$Name.crt" $pem
        $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
        Set-Content "$Name.pem" "$pem`n$(ConvertTo-Pem 'PRIVATE KEY' $key.ExportPkcs8PrivateKey())"
    }

    # Runs openssl cms in the folder; the result's text, or an error.
    function Invoke-OpenSsl([string] $Arguments) {
        $start = [Diagnostics.ProcessStartInfo]::new('openssl', "cms $Arguments -inform SMIME -in in.eml -out out.eml")
        $start.WorkingDirectory = $folder
        $start.UseShellExecute = $false
        $start.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($start)
        $words = $process.StandardError.ReadToEnd()
        $process.WaitForExit()
        if ($process.ExitCode) { throw "openssl: $words" }
        [IO.File]::ReadAllText([IO.Path]::Combine($folder, 'out.eml'))
    }

    function Test-Received([string] $Arguments, [int] $Index = 0) {
        Save-Bytes in.eml ([Convert]::FromBase64String(@(Read-Servers messages)[$Index].raw))
        Invoke-OpenSsl $Arguments
    }

    $alex = New-MailCertificate $servers.user
    $ann = New-MailCertificate 'ann@contoso.test'
    $bea = New-MailCertificate 'bea@contoso.test'
    Save-Certificate alex $alex
    Save-Certificate ann $ann
    Save-Certificate bea $bea
    Save-Certificate old (New-MailCertificate 'ann@contoso.test' -Days -1)
    $password = ConvertTo-SecureString 'open sesame' -AsPlainText -Force
    $isGood = '-verify -CAfile alex.crt'
}

AfterAll {
    Set-Location $started
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'A signed message' {
    BeforeEach { Reset-Servers }

    It 'is found good when the certificate is <kind>' -TestCases @(
        @{ kind = 'an object'; signing = { @{ SigningCertificate = $alex } } }
        @{ kind = 'a .pfx file with a password'; signing = { @{ SigningCertificate = './alex.pfx'; SigningCertificatePassword = $password } } }
        @{ kind = 'a .pem file with its key'; signing = { @{ SigningCertificate = 'alex.pem' } } }
        @{ kind = 'a file object'; signing = { @{ SigningCertificate = Get-Item alex.pem } } }
    ) {
        Set-Content figures.csv 'a;b'
        $signing = & $signing
        Send-OAuth2MailMessage ann@contoso.test Hello "Grüße`nFrom here  " -HtmlBody '<p>Hello' -Attachments figures.csv @signing @sending -WarningVariable warnings

        Test-Received $isGood | Should -Match 'filename=figures\.csv'
        $warnings | Should -BeNullOrEmpty
        (Read-Servers messages).subject | Should -Be 'Hello'
    }

    It 'is found bad when it was changed on the way' {
        Send-OAuth2MailMessage ann@contoso.test Hello 'Pay 100 euros.' -SigningCertificate $alex @sending

        Test-Received $isGood | Should -Match 'Pay 100 euros'
        Set-Content in.eml ((Get-RawText (Read-Servers messages)) -replace 'Pay 100', 'Pay 900')
        { Invoke-OpenSsl $isGood } | Should -Throw '*verif*'
    }

    It 'is saved as it is sent' {
        Send-OAuth2MailMessage ann@contoso.test Hello Text -SigningCertificate $alex -SaveTo saved.eml @sending
        [Convert]::ToBase64String([IO.File]::ReadAllBytes((Get-Item saved.eml).FullName)) | Should -BeExactly (Read-Servers messages).raw
    }

    It 'warns when somebody else signs' {
        Send-OAuth2MailMessage bea@contoso.test Hello Text -SigningCertificate $ann @sending -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'ann@contoso\.test.*from'
    }

    It 'holds all that was collected' {
        Set-Content one.log '1'
        Set-Content two.log '2'
        Get-ChildItem *.log | Send-OAuth2MailMessage -To ann@contoso.test -Subject Logs -SigningCertificate $alex @sending
        $text = Test-Received $isGood
        $text | Should -Match 'one\.log'
        $text | Should -Match 'two\.log'
    }
}

Describe 'An encrypted message' {
    BeforeEach { Reset-Servers }

    It 'opens for its reader alone when the certificate is <kind>' -TestCases @(
        @{ kind = 'an object'; readers = { $ann } }
        @{ kind = 'a .cer file'; readers = { 'ann.cer' } }
        @{ kind = 'a PEM file'; readers = { './ann.crt' } }
        @{ kind = 'a file object'; readers = { Get-Item ann.cer } }
        @{ kind = 'a wildcard'; readers = { 'an*.cer' } }
    ) {
        Send-OAuth2MailMessage ann@contoso.test Hello 'A secret.' -EncryptFor (& $readers) @sending -WarningVariable warnings

        Get-RawText (Read-Servers messages) | Should -Not -Match 'secret'
        Test-Received '-decrypt -recip ann.pem' | Should -Match 'A secret\.'
        { Test-Received '-decrypt -recip bea.pem' } | Should -Throw '*openssl*'
        $warnings | Should -BeNullOrEmpty
    }

    It 'is signed within, and opens for its sender too' {
        Send-OAuth2MailMessage ann@contoso.test, bea@contoso.test Hello 'A secret.' -SigningCertificate $alex -EncryptFor ann.cer, $bea @sending

        foreach ($reader in 'ann', 'bea', 'alex') {
            $inner = Test-Received "-decrypt -recip $reader.pem"
            Set-Content in.eml $inner
            Invoke-OpenSsl $isGood | Should -Match 'A secret\.'
        }
    }

    It 'is for each its own in a mail merge' {
        $people = ConvertFrom-Csv @('Email,Certificate', 'ann@contoso.test,ann.cer', 'bea@contoso.test,bea.cer')
        $people | Send-OAuth2MailMessage -To { $_.Email } -Subject Hello -Body { "For $($_.Email)" } -EncryptFor { $_.Certificate } @sending

        Test-Received '-decrypt -recip ann.pem' 0 | Should -Match 'For ann'
        Test-Received '-decrypt -recip bea.pem' 1 | Should -Match 'For bea'
    }

    It 'is never sent readable because of a gap in a list' {
        $people = ConvertFrom-Csv @('Email,Certificate', 'ann@contoso.test,', 'bea@contoso.test,bea.cer')
        $people | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -To { $_.Email } -Subject Hello -EncryptFor { $_.Certificate } -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -BeLike 'CertificateMissing,*'
        ConvertFrom-Csv @('To,EncryptFor', 'ann@contoso.test,') | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -Subject Hello -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -BeLike 'CertificateMissing,*'
        { Send-OAuth2MailMessage ann@contoso.test Hello -SigningCertificate '' @sending } | Should -Throw -ErrorId 'CertificateMissing,*'
        { Send-OAuth2MailMessage ann@contoso.test Hello -EncryptFor $null @sending } | Should -Throw -ErrorId 'CertificateMissing,*'

        (Read-Servers messages).to | Should -Be 'bea@contoso.test'
    }

    It 'takes the certificates from columns of these names' {
        ConvertFrom-Csv @('To,SigningCertificate,EncryptFor', 'ann@contoso.test,alex.pem,ann.cer') | Send-OAuth2MailMessage -Subject Hello @sending
        Test-Received '-decrypt -recip ann.pem' | Should -Match 'multipart/signed'
    }

    It 'warns of people who cannot read it' {
        Send-OAuth2MailMessage ann@contoso.test, bea@contoso.test Hello Text -EncryptFor ann.cer @sending -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'bea@contoso\.test: they will not'
    }
}

Describe 'A certificate that will not do' {
    BeforeEach { Reset-Servers }

    It 'is an error and nothing is sent: <what>' -TestCases @(
        @{ what = 'no such file'; parameters = { @{ SigningCertificate = './none.pfx' } }; id = 'CertificateNotFound' }
        @{ what = 'not in a store'; parameters = { @{ SigningCertificate = 'Cert:\CurrentUser\My\' + '0' * 40 } }; id = 'CertificateNotFound' }
        @{ what = 'without its key'; parameters = { @{ SigningCertificate = 'alex.cer' } }; id = 'CertificateWithoutKey' }
        @{ what = 'a password that is missing'; parameters = { @{ SigningCertificate = 'alex.pfx' } }; id = 'SigningCertificateUnreadable' }
        @{ what = 'expired, to sign with'; parameters = { @{ SigningCertificate = 'old.pem' } }; id = 'CertificateUnfit' }
        @{ what = 'expired, of a reader'; parameters = { @{ EncryptFor = 'ann.cer', 'old.cer' } }; id = 'CertificateUnfit' }
        @{ what = 'no reader''s file'; parameters = { @{ EncryptFor = 'none.cer' } }; id = 'CertificateNotFound' }
        @{ what = 'no certificate at all'; parameters = { Set-Content text.cer 'Hello'; @{ EncryptFor = 'text.cer' } }; id = 'CertificateUnreadable' }
    ) {
        $given = & $parameters
        { Send-OAuth2MailMessage ann@contoso.test Hello Text @given @sending } | Should -Throw -ErrorId "$id,*"
        Read-Servers messages | Should -BeNullOrEmpty
    }

    It 'stops that record alone' {
        $people = ConvertFrom-Csv @('Email,Certificate', 'ann@contoso.test,none.cer', 'bea@contoso.test,bea.cer')
        $people | Send-OAuth2MailMessage -ProfileName $name -Vault $vault -To { $_.Email } -Subject Hello -EncryptFor { $_.Certificate } -ErrorVariable failures -ErrorAction SilentlyContinue

        $failures[0].TargetObject.Email | Should -Be 'ann@contoso.test'
        (Read-Servers messages).to | Should -Be 'bea@contoso.test'
    }
}
