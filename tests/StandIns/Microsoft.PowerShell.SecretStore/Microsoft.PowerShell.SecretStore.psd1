@{
    RootModule        = 'bin/Microsoft.PowerShell.SecretStore.dll'
    RequiredModules   = @('Microsoft.PowerShell.SecretManagement')
    ModuleVersion     = '1.0.6'
    GUID              = '6b983e67-c297-431a-916c-f4ce24dd7bac'
    Author            = 'The OAuth2Mail contributors'
    Description       = 'Stand-in for SecretStore: its memory, its delays and its errors, over a plain file. For tests; it protects nothing.'
    PowerShellVersion = '7.4'
    FunctionsToExport = @()
    AliasesToExport   = @()
    VariablesToExport = @()
    CmdletsToExport   = @(
        'Unlock-SecretStore', 'Set-SecretStorePassword', 'Get-SecretStoreConfiguration', 'Set-SecretStoreConfiguration'
        'Reset-SecretStore'
    )
    # Tells a suite's output which of the two it ran on.
    PrivateData       = @{ PSData = @{ Tags = @('StandIn') } }
}
