<#
.SYNOPSIS
Runs suites with Pester, in a shell that is started for it: pwsh -NoProfile -NonInteractive -File Invoke-Suites.ps1.

.DESCRIPTION
Nothing of the user's is read or changed: the suites get a home folder of their own, which is removed in the end, and the
SecretManagement that was chosen by its path: the stand-in, or the real one with SecretStore from the folders that
OAUTH2MAIL_TEST_VAULT_MODULES lists. Exits with the number of failures, 255 at most.
#>
param(
    # Pester.psd1 of the version that is to run the suites.
    [Parameter(Mandatory)] [string] $Pester,

    # Suites; without any, all in this folder.
    [string[]] $Path = "$PSScriptRoot/*.Tests.ps1",

    # Gets what became of each test, as JSON.
    [string] $ResultFile
)

$ErrorActionPreference = 'Stop'

function Get-FullName([object] $Item) {
    $names = @($Item.ExpandedName)
    for ($block = if ($Item.ItemType -eq 'Test') { $Item.Block } else { $Item.Parent }; -not $block.IsRoot; $block = $block.Parent) {
        $names = @($block.ExpandedName) + $names
    }
    $names -join ' > '
}

function ConvertTo-Result([string] $Suite, [string] $Name, [int] $Line, [string] $Outcome, [object[]] $Problem) {
    [ordered] @{
        suite   = $Suite
        name    = $Name
        line    = $Line
        outcome = $Outcome
        message = @($Problem | ForEach-Object { "$_"; $_.ScriptStackTrace -split "`n" -match '\.Tests\.ps1' }) -join "`n"
    }
}

# A block or a suite that cannot be set up or torn down fails by itself, whatever its tests do.
function Get-Result([object] $Run) {
    foreach ($test in $Run.Tests) {
        ConvertTo-Result (Split-Path $test.ScriptBlock.File -Leaf) (Get-FullName $test) $test.StartLine $test.Result $test.ErrorRecord
    }
    foreach ($block in $Run.FailedBlocks | Where-Object ErrorRecord) {
        ConvertTo-Result (Split-Path $block.ScriptBlock.File -Leaf) "$(Get-FullName $block): set-up and tear-down" 0 Failed $block.ErrorRecord
    }
    foreach ($container in $Run.Containers | Where-Object ErrorRecord) {
        ConvertTo-Result (Split-Path $container.Item -Leaf) 'discovery, set-up and tear-down' 0 Failed $container.ErrorRecord
    }
}

# Of this process alone: whoever started it does not notice.
function Set-OwnHome([string] $Folder) {
    $places = @{
        HOME = ''; USERPROFILE = ''; XDG_CONFIG_HOME = '.config'; XDG_DATA_HOME = '.local/share'; XDG_STATE_HOME = '.local/state'
        XDG_CACHE_HOME = '.cache'; APPDATA = 'AppData/Roaming'; LOCALAPPDATA = 'AppData/Local'
        OAUTH2MAIL_STANDIN_VAULTS = '.vaults'; OAUTH2MAIL_SUITES_HOME = ''
    }
    foreach ($variable in $places.Keys) {
        $place = [IO.Directory]::CreateDirectory([IO.Path]::Combine($Folder, $places[$variable])).FullName
        [Environment]::SetEnvironmentVariable($variable, $place)
    }

}

# The first folders win. Those of user and machine come last: an engine that misses them puts them in front when it starts.
function Import-SecretManagement {
    $chosen = if ($env:OAUTH2MAIL_TEST_VAULT_MODULES) { $env:OAUTH2MAIL_TEST_VAULT_MODULES -split [IO.Path]::PathSeparator } else { [IO.Path]::GetFullPath("$PSScriptRoot/../StandIns") }
    $others = foreach ($scope in 'Builtin', 'User', 'Machine') { [Management.Automation.ModuleIntrinsics]::GetPSModulePath($scope) }
    $env:PSModulePath = @($chosen) + $others -join [IO.Path]::PathSeparator
    $module = Import-Module Microsoft.PowerShell.SecretManagement -PassThru
    if (-not ($chosen | Where-Object { $module.ModuleBase.StartsWith([IO.Path]::GetFullPath($_)) })) {
        throw "There is no SecretManagement in $chosen, but there is one in $($module.ModuleBase)."
    }
    $module
}

$ownHome = [IO.Directory]::CreateTempSubdirectory('oauth2mail-home-').FullName
try {
    Set-OwnHome $ownHome
    $vault = Import-SecretManagement
    Import-Module $Pester
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $Path
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Detailed'
    # As a user has it, for what the suites do.
    $ErrorActionPreference = 'Continue'
    $run = Invoke-Pester -Configuration $configuration
    if (-not $run.Containers) { throw "There is no suite in $Path." }

    $results = @(Get-Result $run)
    $kind = if ($vault.Tags -contains 'StandIn') { 'the stand-in for ' }
    $summary = "$($run.TotalCount - $run.NotRunCount) tests in $($run.Containers.Count) suites, run by Pester $((Get-Module Pester).Version)" +
        " in PowerShell $($PSVersionTable.PSVersion), on ${kind}SecretManagement $($vault.Version)"
    if ($ResultFile) { [IO.File]::WriteAllText($ResultFile, (ConvertTo-Json @{ summary = $summary; results = $results })) }
    Write-Host "$summary."
    # Of an exit code, systems keep eight bits.
    exit [Math]::Min(255, @($results | Where-Object outcome -EQ 'Failed').Count)
}
finally {
    # What still has a file open there leaves it behind.
    Remove-Item $ownHome -Recurse -Force -ErrorAction Ignore
}
