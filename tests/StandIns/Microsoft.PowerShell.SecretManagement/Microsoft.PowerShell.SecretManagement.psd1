@{
    RootModule        = 'bin/Microsoft.PowerShell.SecretManagement.dll'
    ModuleVersion     = '1.1.2'
    GUID              = 'a5c858f6-4a8e-41f1-b1ee-0ff8f6ad69d3'
    Author            = 'The OAuth2Mail contributors'
    Description       = 'Stand-in for SecretManagement: the same commands over plain files. For tests; it protects nothing.'
    PowerShellVersion = '7.4'
    FunctionsToExport = @()
    AliasesToExport   = @()
    VariablesToExport = @()
    CmdletsToExport   = @(
        'Get-Secret', 'Set-Secret', 'Remove-Secret', 'Get-SecretInfo', 'Set-SecretInfo'
        'Get-SecretVault', 'Register-SecretVault', 'Unregister-SecretVault', 'Set-SecretVaultDefault'
        'Unlock-SecretVault', 'Test-SecretVault'
    )
    # Tells a suite's output which of the two it ran on.
    PrivateData       = @{ PSData = @{ Tags = @('StandIn') } }
}
