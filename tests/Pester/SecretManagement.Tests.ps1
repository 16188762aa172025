# What OAuth2Mail leans on in SecretManagement. The module under test is not loaded here: when one of these fails on a
# new SecretManagement, look at OAuth2Mail's store of profiles.

BeforeAll {
    . "$PSScriptRoot/TestVault.ps1"
    $vault = Register-TestVault
    $name = New-TestName 'oauth2mail'
    Write-Host "Vault: $(Get-TestVaultKind)"
}

AfterAll {
    Unregister-TestVault $vault -SecretName "$name*"
}

Describe 'SecretManagement' {
    Context 'A secret that is not there' {
        It 'is an error that does not end the script' {
            $result = Get-Secret -Name "$name-missing" -Vault $vault -ErrorVariable problems -ErrorAction SilentlyContinue

            $result | Should -BeNullOrEmpty
            $problems | Should -HaveCount 1
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'GetSecretNotFound,*'
            $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }

        It 'is an exception where errors are to stop' {
            { Get-Secret -Name "$name-missing" -Vault $vault -ErrorAction Stop } | Should -Throw -ErrorId 'GetSecretNotFound,*'
        }

        It 'cannot be removed' {
            { Remove-Secret -Name "$name-missing" -Vault $vault -ErrorAction Stop } | Should -Throw
        }

        It 'is not listed' {
            Get-SecretInfo -Name "$name-missing" -Vault $vault | Should -BeNullOrEmpty
        }
    }

    Context 'A vault that is not there' {
        It 'ends <command>' -TestCases @(
            @{ command = 'Get-Secret'; call = { Get-Secret -Name x -Vault "$vault-missing" -ErrorAction SilentlyContinue } }
            @{ command = 'Set-Secret'; call = { Set-Secret -Name x -Secret y -Vault "$vault-missing" -ErrorAction SilentlyContinue } }
            @{ command = 'Remove-Secret'; call = { Remove-Secret -Name x -Vault "$vault-missing" -ErrorAction SilentlyContinue } }
            @{ command = 'Get-SecretInfo'; call = { Get-SecretInfo -Vault "$vault-missing" -ErrorAction SilentlyContinue } }
        ) {
            $call | Should -Throw -ErrorId 'GetSecretVaultNotFound,*'
        }

        It 'is no more than an error to Get-SecretVault' {
            Get-SecretVault -Name "$vault-missing" -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'GetSecretVaultNotFound,*'
        }
    }

    Context 'A SecureString' {
        BeforeAll {
            Set-Secret -Name "$name-secure" -SecureStringSecret (ConvertTo-SecureString 'correct horse' -AsPlainText -Force) -Vault $vault
        }

        It 'comes back as a SecureString' {
            Get-Secret -Name "$name-secure" -Vault $vault | Should -BeOfType [securestring]
        }

        It 'comes back as text on demand' {
            Get-Secret -Name "$name-secure" -Vault $vault -AsPlainText | Should -BeExactly 'correct horse'
        }

        It 'is found whatever the case of its name' {
            Get-Secret -Name "$name-SECURE" -Vault $vault -AsPlainText | Should -BeExactly 'correct horse'
        }
    }

    Context 'A string' {
        BeforeAll {
            Set-Secret -Name "$name-text" -Secret 'staple' -Vault $vault
        }

        It 'comes back as a SecureString unless text is asked for' {
            Get-Secret -Name "$name-text" -Vault $vault | Should -BeOfType [securestring]
            Get-Secret -Name "$name-text" -Vault $vault -AsPlainText | Should -BeExactly 'staple'
        }

        It 'can hold twenty-five kilobytes' {
            $long = 'x' * 25600
            Set-Secret -Name "$name-long" -Secret $long -Vault $vault
            Get-Secret -Name "$name-long" -Vault $vault -AsPlainText | Should -BeExactly $long
        }

        It 'is overwritten by the next one' {
            Set-Secret -Name "$name-text" -Secret 'battery' -Vault $vault
            Get-Secret -Name "$name-text" -Vault $vault -AsPlainText | Should -BeExactly 'battery'
        }
    }

    Context 'The list' {
        BeforeAll {
            foreach ($each in 'b', 'a') { Set-Secret -Name "$name-list-$each" -Secret $each -Vault $vault }
        }

        It 'knows names, types and vaults, in order' {
            $listed = Get-SecretInfo -Name "$name-list-*" -Vault $vault

            $listed.Name | Should -Be @("$name-list-a", "$name-list-b")
            $listed[0].Type | Should -Be 'String'
            $listed[0].VaultName | Should -Be $vault
        }

        It 'leads to the secrets' {
            Get-SecretInfo -Name "$name-list-a" -Vault $vault | Get-Secret -AsPlainText | Should -Be 'a'
        }

        It 'forgets what is removed' {
            Remove-Secret -Name "$name-list-a" -Vault $vault
            Get-SecretInfo -Name "$name-list-*" -Vault $vault | Should -HaveCount 1
        }
    }

    Context 'A store without a password' {
        BeforeAll {
            Import-Module Microsoft.PowerShell.SecretStore
            $password = ConvertTo-SecureString 'any' -AsPlainText -Force
            Set-Secret -Name "$name-kept" -Secret 'kept' -Vault $vault
        }

        It 'tells so without being asked for one' {
            $configuration = Get-SecretStoreConfiguration

            $configuration.Authentication | Should -Be 'None'
            $configuration.Interaction | Should -Be 'None'
            $configuration.Scope | Should -Be 'CurrentUser'
        }

        It 'cannot be unlocked, whatever becomes of errors' {
            { Unlock-SecretStore -Password $password -ErrorAction Ignore } |
                Should -Throw -ErrorId 'InvalidOperation,Microsoft.PowerShell.SecretStore.UnlockSecretStoreCommand'
        }

        It 'makes that an error of Unlock-SecretVault' {
            Unlock-SecretVault -Name $vault -Password $password -ErrorVariable problems -ErrorAction SilentlyContinue

            $problems[0].FullyQualifiedErrorId | Should -BeLike 'SecretStoreUnlockFailed,*'
            "$($problems[0])" | Should -BeLike '*is not configured to use a password*'
        }

        It 'is silent about that on demand' {
            $global:Error.Clear()

            Unlock-SecretVault -Name $vault -Password $password -ErrorAction Ignore

            $global:Error | Should -HaveCount 0
        }

        It 'has its secrets afterwards' {
            Get-Secret -Name "$name-kept" -Vault $vault -AsPlainText | Should -BeExactly 'kept'
        }
    }

    Context 'The registry' {
        It 'lists the vault' {
            $registered = Get-SecretVault -Name $vault

            $registered.Name | Should -Be $vault
            $registered.ModuleName | Should -Be 'Microsoft.PowerShell.SecretStore'
            $registered.IsDefault | Should -BeOfType [bool]
        }

        It 'takes a name once' {
            { Register-SecretVault -Name $vault -ModuleName Microsoft.PowerShell.SecretStore -ErrorAction Stop } |
                Should -Throw -ErrorId 'RegisterSecretVaultInvalidVaultName,*'
        }
    }
}
