# Stand-ins for the bare engine: files by the engine's own providers, so that drives such as TestDrive: work.

function Join-Path {
    param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string[]] $Path, [Parameter(Position = 1, Mandatory)] [AllowEmptyString()] [string] $ChildPath, [Parameter(ValueFromRemainingArguments)] [string[]] $AdditionalChildPath)
    process {
        foreach ($each in $Path) {
            foreach ($child in @($ChildPath) + $AdditionalChildPath) { if ($child) { $each = $ExecutionContext.SessionState.Path.Combine($each, $child) } }
            $each
        }
    }
}

function Split-Path {
    param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string] $Path, [switch] $Leaf, [switch] $Parent)
    process {
        if ($Leaf) { $ExecutionContext.SessionState.Path.ParseChildName($Path) } else { $ExecutionContext.SessionState.Path.ParseParent($Path, '') }
    }
}

function Resolve-Path {
    [CmdletBinding()] param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string[]] $Path)
    process { foreach ($each in $Path) { $PSCmdlet.SessionState.Path.GetResolvedPSPathFromPSPath($each) } }
}

function Get-Location { $ExecutionContext.SessionState.Path.CurrentLocation }

function Set-Location {
    param([Parameter(Position = 0, Mandatory)] [string] $Path)
    $null = $ExecutionContext.SessionState.Path.SetLocation($Path)
}

function Test-Path {
    [CmdletBinding()]
    param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string[]] $Path, [ValidateSet('Any', 'Container', 'Leaf')] [string] $PathType = 'Any')
    process {
        foreach ($each in $Path) {
            $exists = $ExecutionContext.InvokeProvider.Item.Exists($each)
            $isContainer = $exists -and $ExecutionContext.InvokeProvider.Item.IsContainer($each)
            switch ($PathType) { Any { $exists } Container { $isContainer } Leaf { $exists -and -not $isContainer } }
        }
    }
}

function Get-Item {
    [CmdletBinding()] param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string[]] $Path)
    process { $ExecutionContext.InvokeProvider.Item.Get($Path, $true, $true) }
}

function Get-ChildItem {
    [CmdletBinding()]
    param([Parameter(Position = 0, ValueFromPipeline)] [string[]] $Path = '.', [string] $Filter = '*', [switch] $Recurse, [switch] $Force, [switch] $File, [switch] $Directory)
    process {
        $ExecutionContext.InvokeProvider.ChildItem.Get($Path, [bool] $Recurse, [uint32]::MaxValue, [bool] $Force, $false) |
            Where-Object { $_.Name -like $Filter -and (-not $File -or -not $_.PSIsContainer) -and (-not $Directory -or $_.PSIsContainer) }
    }
}

function New-Item {
    [CmdletBinding()]
    param([Parameter(Position = 0, Mandatory)] [string[]] $Path, [string] $ItemType = 'File', [object] $Value, [switch] $Force)
    foreach ($each in $Path) { $ExecutionContext.InvokeProvider.Item.New($each, '', $ItemType, $Value) }
}

function Remove-Item {
    [CmdletBinding()]
    param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string[]] $Path, [switch] $Recurse, [switch] $Force)
    process {
        foreach ($each in $Path) {
            try { $ExecutionContext.InvokeProvider.Item.Remove([string[]] $each, [bool] $Recurse, [bool] $Force, $false) }
            catch { $PSCmdlet.WriteError($_) }
        }
    }
}

function Get-Content {
    [CmdletBinding()] param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string[]] $Path, [switch] $Raw, [string] $Encoding)
    process {
        foreach ($each in $Path) {
            try {
                $file = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($each)
                if ($Raw) { [System.IO.File]::ReadAllText($file) } else { [System.IO.File]::ReadAllLines($file) }
            }
            catch { $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($_.Exception.InnerException, 'PathNotFound', 'ObjectNotFound', $each)) }
        }
    }
}

function Set-Content {
    [CmdletBinding()]
    param([Parameter(Position = 0, Mandatory)] [string] $Path, [Parameter(Position = 1, Mandatory, ValueFromPipeline)] [AllowEmptyString()] [AllowEmptyCollection()] [object[]] $Value, [switch] $NoNewline, [string] $Encoding)
    begin { $lines = [System.Collections.Generic.List[object]]::new() }
    process { $lines.AddRange($Value) }
    end {
        $text = if ($NoNewline) { -join $lines } else { -join ($lines | ForEach-Object { "$_$([Environment]::NewLine)" }) }
        [System.IO.File]::WriteAllText($PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path), $text)
    }
}
