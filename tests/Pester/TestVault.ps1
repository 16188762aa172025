# Dot-sourced in BeforeAll by every suite that needs a vault. Works on the real SecretManagement with SecretStore, and on
# the stand-in. Vaults of SecretStore share one store, so secrets need names of their own: use New-TestName.

function New-TestName([string] $Prefix = 'test') { "$Prefix-$([guid]::NewGuid().ToString('N'))" }

function Register-TestVault([string] $Name = (New-TestName 'vault')) {
    # Vaults and what is in them belong to a home folder, which is not to be the user's.
    if (-not $env:OAUTH2MAIL_SUITES_HOME) { throw 'Run the suites with ./build.ps1 -Task Pester: Invoke-Suites.ps1 gives them a home folder of their own.' }

    Import-Module Microsoft.PowerShell.SecretManagement -ErrorAction Stop
    # The stand-in's store needs no password to begin with, and is nobody's.
    if ((Get-Module Microsoft.PowerShell.SecretManagement).Tags -notcontains 'StandIn') {
        Open-TestSecretStore
    }

    Register-SecretVault -Name $Name -ModuleName Microsoft.PowerShell.SecretStore -ErrorAction Stop
    $Name
}

# A store without secrets is set up to need no password. One that has a password is somebody's own and is left alone.
function Open-TestSecretStore {
    $store = if ($IsLinux -or $IsMacOS) { Join-Path $env:HOME '.secretmanagement' } else { Join-Path $env:LOCALAPPDATA 'Microsoft/PowerShell/secretmanagement' }
    # Asked first: importing the module makes the folder.
    $isEmpty = -not (Test-Path (Join-Path $store 'localstore/storefile'))
    Import-Module Microsoft.PowerShell.SecretStore -ErrorAction Stop
    if ($isEmpty) {
        Reset-SecretStore -Scope CurrentUser -Authentication None -Interaction None -Force -WarningAction SilentlyContinue
    }
    elseif ((Get-SecretStoreConfiguration).Authentication -ne 'None') {
        throw 'The SecretStore of this user has a password. Run the suites as a user whose store is new or has none.'
    }
}

# Removes the vault and every secret whose name matches one of the patterns.
function Unregister-TestVault([string] $Name, [string[]] $SecretName = @()) {
    foreach ($pattern in $SecretName) {
        Get-SecretInfo -Name $pattern -Vault $Name | Remove-Secret
    }

    Unregister-SecretVault -Name $Name
}

# Which of the two a suite ran on, for its output.
function Get-TestVaultKind {
    $module = Get-Module Microsoft.PowerShell.SecretManagement
    if ($module.Tags -contains 'StandIn') { "stand-in for SecretManagement $($module.Version)" } else { "SecretManagement $($module.Version)" }
}
