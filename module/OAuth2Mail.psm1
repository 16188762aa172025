# Only what the engine itself provides is used here: Add-Type, Join-Path and the like belong to modules that a constrained or
# hosted engine may lack, and cost import time.

$framework = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
$loaderPath = [IO.Path]::Combine($PSScriptRoot, 'bin', $framework, 'OAuth2Mail.Loader.dll')
if (-not [IO.File]::Exists($loaderPath)) {
    throw "OAuth2Mail is not built: '$loaderPath' is missing. Run: dotnet build OAuth2Mail.sln -c Release"
}

# .NET cannot unload a module: a second version in one process would be a mix of both.
foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
    if ($assembly.GetName().Name -eq 'OAuth2Mail.Loader' -and $assembly.Location -ne $loaderPath) {
        throw ("OAuth2Mail {0} is already loaded in this process from '{1}', and a second one cannot be loaded beside it. Start a new PowerShell session to use the one in '{2}'." -f
            $assembly.GetName().Version, [IO.Path]::GetDirectoryName($assembly.Location), $PSScriptRoot)
    }
}

$null = [Reflection.Assembly]::LoadFrom($loaderPath)

# By name: the type literal would be looked up when this file is parsed, before the assembly is loaded.
foreach ($assembly in ('OAuth2Mail.Loader.ModuleLoader' -as [type])::Load()) {
    $imported = Import-Module -Assembly $assembly -PassThru

    # https://github.com/PowerShell/PowerShell/issues/20710: at a second import the engine takes the assembly's module from
    # its cache and forgets to hand the cmdlets on to this one.
    $addExportedCmdlet = [Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [Reflection.BindingFlags]'Instance, NonPublic')
    foreach ($cmdlet in $imported.ExportedCmdlets.Values) {
        $null = $addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
    }
}

# Not by the module's own manifest: there the engine would add the types of a second copy before it is refused above.
Import-Module -Name ([IO.Path]::Combine($PSScriptRoot, 'OAuth2Mail.Types.psd1'))
