# What only a manifest can bring into a session; OAuth2Mail.psm1 imports it.
@{
    ModuleVersion     = '1.0'
    TypesToProcess    = @('OAuth2Mail.Types.ps1xml')
    # Named, so that the engine does not look for any.
    CmdletsToExport   = @()
    FunctionsToExport = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
