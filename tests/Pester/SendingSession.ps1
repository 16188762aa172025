# Dot-sourced in BeforeAll by every suite that sends: a vault, the servers, and a profile that needs nobody's consent. The
# suite ends with Stop-LoopbackServers, and removes what its $prefix names.

. "$PSScriptRoot/TestVault.ps1"
. "$PSScriptRoot/LoopbackServers.ps1"
Import-Module ([IO.Path]::GetFullPath("$PSScriptRoot/../../OAuth2Mail.psd1"))
$vault = Register-TestVault
$prefix = New-TestName 's'
$servers = Start-LoopbackServers
Write-Host "Vault: $(Get-TestVaultKind)"
$name = "$prefix-main"
$null = New-UnattendedProfile $name
$sending = @{ ProfileName = $name; Vault = $vault; ErrorAction = 'Stop' }

function Get-OnlyMessage {
    $messages = @(Read-Servers messages)
    if ($messages.Count -ne 1) { throw "$($messages.Count) messages came." }
    $messages[0]
}
