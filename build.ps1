#Requires -Version 5.1
<#
.SYNOPSIS
Builds, tests, packages or publishes OAuth2Mail: a thin front over the dotnet commands.

.DESCRIPTION
Build    dotnet build; fills module/bin, so that Import-Module ./OAuth2Mail.psd1 works.
Test     dotnet test, and the suites in tests/Pester with Pester 5 where it is installed.
Package  the module's files, and nothing else, in artifacts/OAuth2Mail.
Publish  Publish-PSResource of that folder.

.EXAMPLE
./build.ps1 -Task Build, Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Publish')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # For Publish: the repository and its key.
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

    $pester = Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -eq 5 } | Sort-Object Version -Descending | Select-Object -First 1
    if (-not $pester) {
        Write-Warning 'Pester 5 is not installed: the suites in tests/Pester ran in the bare engine only. Install-PSResource Pester -Version 5.9.0'
        return
    }

    # The modes of Microsoft need https, whose test CA a process trusts from its start (on Linux).
    $authority = Join-Path $root 'artifacts/test-authority'
    $env:SSL_CERT_FILE = & dotnet (Join-Path $root "tests/OAuth2Mail.LoopbackServers/bin/$Configuration/net10.0/OAuth2Mail.LoopbackServers.dll") --authority $authority
    $env:OAUTH2MAIL_TEST_AUTHORITY = $authority

    # A process of its own: .NET cannot unload the module that is tested.
    $command = "Import-Module '$($pester.Path)'; `$result = Invoke-Pester -Path '$(Join-Path $root 'tests/Pester')' -Output Detailed -PassThru; exit `$result.FailedCount"
    & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $command
    if ($LASTEXITCODE -ne 0) { throw "$LASTEXITCODE Pester tests failed." }
}

function Invoke-Package {
    Invoke-Build
    if (Test-Path $package) { Remove-Item $package -Recurse -Force }
    $null = New-Item $package -ItemType Directory -Force
    Copy-Item (Join-Path $root 'OAuth2Mail.psd1'), (Join-Path $root 'LICENSE'), (Join-Path $root 'README.md'), (Join-Path $root 'CHANGELOG.md') $package
    Copy-Item (Join-Path $root 'module'), (Join-Path $root 'en-US') $package -Recurse
    # The engine brings its own; symbols stay with the sources.
    Get-ChildItem $package -Recurse -Include 'System.Management.Automation.dll', '*.pdb' | Remove-Item
    $null = Test-ModuleManifest (Join-Path $package 'OAuth2Mail.psd1')
    Get-Item $package
}

function Invoke-Publish {
    if (-not $ApiKey) { throw 'Give the key of the repository with -ApiKey.' }
    $null = Invoke-Package
    Publish-PSResource -Path $package -Repository $Repository -ApiKey ([Net.NetworkCredential]::new('', $ApiKey).Password)
}

foreach ($name in $Task) { & "Invoke-$name" }
