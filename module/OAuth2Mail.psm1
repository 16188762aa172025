# Only what the engine itself provides is used here: Add-Type, Join-Path and the like belong to modules that a constrained or
# hosted engine may lack, and cost import time. So does each method that a script calls for the first time: more than in C#.

$framework = if ($PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
$loaderPath = "$PSScriptRoot/bin/$framework/OAuth2Mail.Loader.dll"

# By name: the type literal would be looked up when this file is parsed, before the assembly is loaded.
$loader = 'OAuth2Mail.Loader.ModuleLoader' -as [type]
if (-not $loader) {
    try { $null = [Reflection.Assembly]::LoadFrom($loaderPath) }
    catch [IO.FileNotFoundException] {
        throw "OAuth2Mail is not built: '$loaderPath' is missing. Run: dotnet build OAuth2Mail.sln -c Release"
    }

    $loader = 'OAuth2Mail.Loader.ModuleLoader' -as [type]
}

try { $assemblies = $loader::Load($PSScriptRoot) }
catch { throw $_.Exception.GetBaseException().Message }

$imported = Import-Module -Assembly $assemblies -PassThru

# https://github.com/PowerShell/PowerShell/issues/20710: at a second import the engine takes the assembly's module from its
# cache and forgets to hand the cmdlets on to this one.
$module = $ExecutionContext.SessionState.Module
if ($module.ExportedCmdlets.Count -eq 0) {
    $addExportedCmdlet = [Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [Reflection.BindingFlags]'Instance, NonPublic')
    foreach ($cmdlet in $imported.ExportedCmdlets.Values) {
        $null = $addExportedCmdlet.Invoke($module, @(, $cmdlet))
    }
}
