@{
    RootModule           = 'module/OAuth2Mail.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5f0b3d0e-6f0c-4c0e-9a51-2f6f5f5f8a37'
    Author               = 'The OAuth2Mail contributors'
    CompanyName          = 'OAuth2Mail'
    Copyright            = '(c) 2026 The OAuth2Mail contributors. MIT License.'
    Description          = 'Send mail over SMTP with OAuth 2.0: the successor of Send-MailMessage for Microsoft 365, Google Workspace and any other provider. Tokens live in SecretManagement vaults and are refreshed automatically.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    DotNetFrameworkVersion = '4.7.2'
    FormatsToProcess     = @('module/OAuth2Mail.Format.ps1xml')
    CmdletsToExport      = @(
        'Get-OAuth2MailProfile'
        'Get-OAuth2Token'
        'Invoke-OAuth2Authorization'
        'New-OAuth2MailProfile'
        'Remove-OAuth2MailProfile'
        'Send-OAuth2MailMessage'
        'Set-OAuth2MailProfile'
        'Test-OAuth2MailProfile'
        'Update-OAuth2Token'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags                       = @('SMTP', 'OAuth2', 'Mail', 'Email', 'Send-MailMessage', 'Exchange', 'Microsoft365', 'Gmail', 'XOAUTH2', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            # Not in RequiredModules: SecretManagement is loaded when a vault is first used, which keeps the import cheap.
            ExternalModuleDependencies = @('Microsoft.PowerShell.SecretManagement')
        }
    }
}
