# Run by another process, with a vault that it did not register.

Describe 'A vault of another process' {
    It 'gives its secret' {
        Get-Secret -Name shared -Vault $env:OAUTH2MAIL_SHARED_VAULT -AsPlainText | Should -BeExactly 'from another process'
    }
}
