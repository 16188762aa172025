#Requires -Version 5.1
<#
.SYNOPSIS
Builds, tests, packages or publishes OAuth2Mail: a thin wrapper around the dotnet commands.

.DESCRIPTION
Build    dotnet build; fills module/bin, so that Import-Module ./OAuth2Mail.psd1 works.
Test     dotnet test; where the real SecretManagement and SecretStore are installed, also the suites in tests/Pester on them.
Pester   only the suites in tests/Pester; the exit code is the number of failures (255 at most).
Package  the module's files, and nothing else, in artifacts/OAuth2Mail.
Publish  Publish-PSResource of that folder.

.EXAMPLE
./build.ps1 -Task Build, Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pester', 'Package', 'Publish')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # For Publish: the repository and its API key.
    [string] $Repository = 'PSGallery',
    [securestring] $ApiKey
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$solution = Join-Path $root 'OAuth2Mail.sln'
$package = Join-Path $root 'artifacts/OAuth2Mail'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}

function Invoke-Build { Invoke-DotNet build $solution -c $Configuration }

function Invoke-Test {
    Invoke-DotNet test $solution -c $Configuration
    if ($env:OAUTH2MAIL_TEST_VAULT_MODULES) { return }

    $folders = Get-VaultModuleFolder
    if (-not $folders) {
        Write-Host 'SecretManagement and SecretStore are not installed: the suites ran only on their stand-ins.'
        return
    }

    $failures = Invoke-Suite @{ OAUTH2MAIL_TEST_VAULT_MODULES = $folders -join [IO.Path]::PathSeparator }
    if ($failures -ne 0) { throw "$failures failures in the suites on SecretManagement and SecretStore." }
}

function Invoke-Pester {
    Invoke-Build
    exit (Invoke-Suite)
}

# The folders of the real SecretManagement and SecretStore, if both are installed.
function Get-VaultModuleFolder {
    $folders = foreach ($name in 'Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore') {
        $module = Get-Module $name -ListAvailable | Sort-Object Version -Descending | Select-Object -First 1
        if (-not $module) { return }
        $base = Get-Item $module.ModuleBase
        if ($base.Name -ne $name) { $base = $base.Parent }
        $base.Parent.FullName
    }
    $folders | Select-Object -Unique
}

# Runs the suites with Pester and PowerShell from the packages that the build restored. Returns the number of failures.
function Invoke-Suite([hashtable] $Environment = @{}) {
    $properties = & dotnet msbuild (Join-Path $root 'tests/OAuth2Mail.EngineHosting/OAuth2Mail.EngineHosting.csproj') `
        '-getProperty:Shell' '-getProperty:PesterPackages' '-getProperty:PesterVersion' | Out-String | ConvertFrom-Json
    $tools = $properties.Properties
    $version = if ($env:OAUTH2MAIL_PESTER) { $env:OAUTH2MAIL_PESTER } else { $tools.PesterVersion }
    $pester = Join-Path $tools.PesterPackages "$version/tools/Pester.psd1"

    # The Microsoft modes need https. On Linux, the test CA must be set before the process starts.
    $Environment.OAUTH2MAIL_TEST_AUTHORITY = Join-Path $root 'artifacts/test-authority'
    $Environment.SSL_CERT_FILE = & dotnet (Join-Path $root "tests/OAuth2Mail.LoopbackServers/bin/$Configuration/net10.0/OAuth2Mail.LoopbackServers.dll") --authority $Environment.OAUTH2MAIL_TEST_AUTHORITY
    $before = @{}
    foreach ($name in $Environment.Keys) {
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Environment[$name])
    }

    try { & dotnet $tools.Shell -NoProfile -NonInteractive -File (Join-Path $root 'tests/Pester/Invoke-Suites.ps1') -Pester $pester | Out-Host }
    finally { foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) } }
    $LASTEXITCODE
}

function Invoke-Package {
    Invoke-Build
    if (Test-Path $package) { Remove-Item $package -Recurse -Force }
    $null = New-Item $package -ItemType Directory -Force
    foreach ($file in 'OAuth2Mail.psd1', 'LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md', 'THIRD-PARTY-NOTICES.md') {
        Copy-Item (Join-Path $root $file) $package
    }
    Copy-Item (Join-Path $root 'module'), (Join-Path $root 'en-US') $package -Recurse
    # The engine has its own copy; symbols are not shipped.
    Get-ChildItem $package -Recurse -Include 'System.Management.Automation.dll', '*.pdb' | Remove-Item
    $null = Test-ModuleManifest (Join-Path $package 'OAuth2Mail.psd1')
    Get-Item $package
}

function Invoke-Publish {
    if (-not $ApiKey) { throw 'Give the API key of the repository with -ApiKey.' }
    $null = Invoke-Package
    Publish-PSResource -Path $package -Repository $Repository -ApiKey ([Net.NetworkCredential]::new('', $ApiKey).Password)
}

foreach ($name in $Task) { & "Invoke-$name" }
