# What the module offers, before it is used. Scripts and habits rely on these names.

BeforeDiscovery {
    $cmdlets = @(
        'Get-OAuth2MailProfile', 'Get-OAuth2Token', 'Invoke-OAuth2Authorization', 'New-OAuth2MailProfile',
        'Remove-OAuth2MailProfile', 'Send-OAuth2MailMessage', 'Set-OAuth2MailProfile', 'Test-OAuth2MailProfile',
        'Update-OAuth2Token'
    )
    $all = foreach ($cmdlet in $cmdlets) { @{ cmdlet = $cmdlet } }
    $changing = foreach ($cmdlet in $cmdlets -notmatch '^(Get|Test)-') { @{ cmdlet = $cmdlet } }
    $reading = foreach ($cmdlet in $cmdlets -match '^(Get|Test)-') { @{ cmdlet = $cmdlet } }
    $named = foreach ($cmdlet in $cmdlets -notmatch '^Send-') { @{ cmdlet = $cmdlet } }
    $cases = @{ all = $all; changing = $changing; reading = $reading; named = $named }
}

BeforeAll {
    $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../OAuth2Mail.psd1")
    Import-Module $manifest

    function Get-Parameter([string] $Cmdlet, [string] $Name) { (Get-Command $Cmdlet -Module OAuth2Mail).Parameters[$Name] }

    function Get-ParameterAttribute([string] $Cmdlet, [string] $Name) {
        (Get-Parameter $Cmdlet $Name).Attributes | Where-Object { $_ -is [Management.Automation.ParameterAttribute] } | Select-Object -First 1
    }
}

Describe 'The module' {
    It 'has nine cmdlets and nothing else' {
        $module = Get-Module OAuth2Mail

        @($module.ExportedCmdlets.Keys) | Should -HaveCount 9
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
    }

    It 'has <cmdlet>' -TestCases $cases.all {
        Get-Command $cmdlet -Module OAuth2Mail | Should -HaveCount 1
    }

    It 'is complete after a second import with -Force' {
        Import-Module $manifest -Force
        Import-Module $manifest -Force

        Get-Command -Module OAuth2Mail | Should -HaveCount 9
    }

    It 'can be removed and imported again' {
        Remove-Module OAuth2Mail
        Get-Command -Module OAuth2Mail | Should -BeNullOrEmpty
        Import-Module $manifest

        Get-Command -Module OAuth2Mail | Should -HaveCount 9
    }

    It 'has output types that scripts can name' {
        [OAuth2Mail.MailProfile].FullName | Should -Be 'OAuth2Mail.MailProfile'
        [OAuth2Mail.TokenStatus].FullName | Should -Be 'OAuth2Mail.TokenStatus'
        [OAuth2Mail.SendResult].FullName | Should -Be 'OAuth2Mail.SendResult'
        [OAuth2Mail.ProfileCheck].FullName | Should -Be 'OAuth2Mail.ProfileCheck'
    }
}

Describe 'Parameters' {
    It '<cmdlet> takes -Name first and from the pipeline' -TestCases $cases.named {
        $attribute = Get-ParameterAttribute $cmdlet Name

        $attribute.Position | Should -Be 0
        $attribute.ValueFromPipelineByPropertyName | Should -BeTrue
    }

    It '<cmdlet> takes -Vault' -TestCases $cases.all {
        $attribute = Get-ParameterAttribute $cmdlet Vault

        $attribute | Should -Not -BeNullOrEmpty
        $attribute.Mandatory | Should -BeFalse
    }

    It '<cmdlet> asks before it changes something, on demand' -TestCases $cases.changing {
        (Get-Parameter $cmdlet WhatIf) | Should -Not -BeNullOrEmpty
        (Get-Parameter $cmdlet Confirm) | Should -Not -BeNullOrEmpty
    }

    It '<cmdlet> changes nothing, so it has no -WhatIf' -TestCases $cases.reading {
        Get-Parameter $cmdlet WhatIf | Should -BeNullOrEmpty
    }

    It '<cmdlet> takes no secret as a plain string' -TestCases $cases.all {
        $parameters = (Get-Command $cmdlet -Module OAuth2Mail).Parameters.Values
        $bad = $parameters | Where-Object {
            $_.Name -match 'Secret$|Password|Credential$|PrivateKey$|Token$' -and
            $_.ParameterType -notin [securestring], [pscredential], [switch]
        }

        $bad | ForEach-Object Name | Should -BeNullOrEmpty
    }

    It 'New-OAuth2MailProfile has secrets of the right types' {
        (Get-Parameter New-OAuth2MailProfile ClientSecret).ParameterType | Should -Be ([securestring])
        (Get-Parameter New-OAuth2MailProfile Credential).ParameterType | Should -Be ([pscredential])
        (Get-Parameter New-OAuth2MailProfile ProxyCredential).ParameterType | Should -Be ([pscredential])
        (Get-Parameter Set-OAuth2MailProfile ClientSecret).ParameterType | Should -Be ([securestring])
    }

    It 'New-OAuth2MailProfile has a parameter set for each mode' {
        (Get-Command New-OAuth2MailProfile).ParameterSets.Name | Should -Contain 'ClientSecretPost'
        (Get-Parameter New-OAuth2MailProfile ClientSecretPost).SwitchParameter | Should -BeTrue
    }

    It 'Send-OAuth2MailMessage takes <name> at position <position>, as Send-MailMessage does' -TestCases @(
        @{ name = 'To'; position = 0 }
        @{ name = 'Subject'; position = 1 }
        @{ name = 'Body'; position = 2 }
    ) {
        (Get-ParameterAttribute Send-OAuth2MailMessage $name).Position | Should -Be $position
    }

    It 'Send-OAuth2MailMessage takes -<name> from the pipeline by property name' -TestCases @(
        foreach ($name in 'ProfileName', 'To', 'Subject', 'Body', 'HtmlBody', 'BodyAsHtml', 'From', 'Cc', 'Bcc', 'ReplyTo', 'Attachments', 'Priority') { @{ name = $name } }
    ) {
        (Get-ParameterAttribute Send-OAuth2MailMessage $name).ValueFromPipelineByPropertyName | Should -BeTrue
    }

    It 'Send-OAuth2MailMessage knows -Profile as well' {
        (Get-Parameter Send-OAuth2MailMessage ProfileName).Aliases | Should -Contain 'Profile'
    }

    It 'Invoke-OAuth2Authorization has -<name>' -TestCases @(
        foreach ($name in 'DeviceCode', 'NoBrowser', 'Manual', 'Response', 'RedirectUri', 'TimeoutSec') { @{ name = $name } }
    ) {
        Get-Parameter Invoke-OAuth2Authorization $name | Should -Not -BeNullOrEmpty
    }

    It '<cmdlet> has the switch -<name>' -TestCases @(
        @{ cmdlet = 'New-OAuth2MailProfile'; name = 'Force' }
        @{ cmdlet = 'Set-OAuth2MailProfile'; name = 'PassThru' }
        @{ cmdlet = 'Remove-OAuth2MailProfile'; name = 'Revoke' }
        @{ cmdlet = 'Update-OAuth2Token'; name = 'Force' }
        @{ cmdlet = 'Get-OAuth2Token'; name = 'AsPlainText' }
        @{ cmdlet = 'Send-OAuth2MailMessage'; name = 'PassThru' }
    ) {
        (Get-Parameter $cmdlet $name).SwitchParameter | Should -BeTrue
    }

    It '<cmdlet> says that it gives <type>' -TestCases @(
        @{ cmdlet = 'New-OAuth2MailProfile'; type = 'OAuth2Mail.MailProfile' }
        @{ cmdlet = 'Get-OAuth2MailProfile'; type = 'OAuth2Mail.MailProfile' }
        @{ cmdlet = 'Invoke-OAuth2Authorization'; type = 'OAuth2Mail.TokenStatus' }
        @{ cmdlet = 'Update-OAuth2Token'; type = 'OAuth2Mail.TokenStatus' }
        @{ cmdlet = 'Get-OAuth2Token'; type = 'System.Security.SecureString' }
        @{ cmdlet = 'Send-OAuth2MailMessage'; type = 'OAuth2Mail.SendResult' }
        @{ cmdlet = 'Test-OAuth2MailProfile'; type = 'OAuth2Mail.ProfileCheck' }
    ) {
        (Get-Command $cmdlet).OutputType.Name | Should -Contain $type
    }
}
