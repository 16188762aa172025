# Stand-ins for the bare engine: the simple uses of everyday commands, with the semantics that suites may rely on.
# Select-Object is a compiled cmdlet: stopping the pipeline needs the engine.

function Write-Output {
    param([Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromRemainingArguments)] [AllowNull()] [AllowEmptyCollection()] [psobject] $InputObject, [switch] $NoEnumerate)
    process { $PSCmdlet.WriteObject($InputObject, -not $NoEnumerate) }
}

function Write-Host {
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromRemainingArguments)] [object] $Object,
        [switch] $NoNewline, [object] $Separator = ' ', [ConsoleColor] $ForegroundColor, [ConsoleColor] $BackgroundColor)
    process {
        $message = [System.Management.Automation.HostInformationMessage] @{ Message = @($Object) -join $Separator; NoNewLine = $NoNewline }
        # The engine shows what carries this tag, and still lets it be redirected.
        $PSCmdlet.WriteInformation($message, [string[]] 'PSHOST')
    }
}

function Write-Error {
    [CmdletBinding(DefaultParameterSetName = 'NoException')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ParameterSetName = 'NoException')]
        [Parameter(ParameterSetName = 'WithException')] [string] $Message,
        [Parameter(Mandatory, ParameterSetName = 'WithException')] [Exception] $Exception,
        [Parameter(Mandatory, ParameterSetName = 'ErrorRecord')] [System.Management.Automation.ErrorRecord] $ErrorRecord,
        [System.Management.Automation.ErrorCategory] $Category = 'NotSpecified', [string] $ErrorId, [object] $TargetObject)
    process {
        if (-not $ErrorRecord) {
            if (-not $ErrorId) { $ErrorId = if ($Exception) { $Exception.GetType().FullName } else { 'Microsoft.PowerShell.Commands.WriteErrorException' } }
            if (-not $Exception) { $Exception = [System.Management.Automation.RuntimeException]::new($Message) }
            $ErrorRecord = [System.Management.Automation.ErrorRecord]::new($Exception, $ErrorId, $Category, $TargetObject)
        }
        $PSCmdlet.WriteError($ErrorRecord)
    }
}

function Write-Warning {
    [CmdletBinding()] param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string] $Message)
    process { $PSCmdlet.WriteWarning($Message) }
}

function Write-Verbose {
    [CmdletBinding()] param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string] $Message)
    process { $PSCmdlet.WriteVerbose($Message) }
}

function Write-Information {
    [CmdletBinding()] param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [object] $MessageData, [string[]] $Tags)
    process { $PSCmdlet.WriteInformation($MessageData, $Tags) }
}

function New-Object {
    [CmdletBinding()]
    param([Parameter(Position = 0, Mandatory)] [string] $TypeName, [Parameter(Position = 1)] [object[]] $ArgumentList = @(), [System.Collections.IDictionary] $Property)
    $new = if ($TypeName -in 'psobject', 'pscustomobject', 'System.Management.Automation.PSObject') { [psobject]::new() } else { ([type] $TypeName)::new.Invoke($ArgumentList) }
    foreach ($name in $Property.Keys) {
        if ($new.psobject.Properties[$name]) { $new.$name = $Property[$name] }
        else { $new.psobject.Properties.Add([psnoteproperty]::new($name, $Property[$name])) }
    }
    $PSCmdlet.WriteObject($new, $false)
}

function Get-Date {
    param([Parameter(Position = 0, ValueFromPipeline)] [datetime] $Date = [datetime]::Now, [string] $Format, [switch] $AsUTC)
    process {
        if ($AsUTC) { $Date = $Date.ToUniversalTime() }
        if ($Format) { $Date.ToString($Format) } else { $Date }
    }
}

function Start-Sleep {
    param([Parameter(Position = 0, ParameterSetName = 'Seconds')] [double] $Seconds, [Parameter(ParameterSetName = 'Milliseconds')] [int] $Milliseconds)
    [System.Threading.Thread]::Sleep([int] ($Seconds * 1000 + $Milliseconds))
}

function New-Guid { [guid]::NewGuid() }

function Read-Host {
    param([Parameter(Position = 0)] [string] $Prompt, [switch] $AsSecureString)
    if ($Prompt) { $Host.UI.Write("${Prompt}: ") }
    if ($AsSecureString) { $Host.UI.ReadLineAsSecureString() } else { $Host.UI.ReadLine() }
}

function Out-String {
    param([Parameter(ValueFromPipeline)] [psobject] $InputObject, [int] $Width = 160, [switch] $Stream)
    begin { $objects = [System.Collections.Generic.List[psobject]]::new() }
    process { $objects.Add($InputObject) }
    end {
        $writer = [System.IO.StringWriter]::new()
        $type = [psobject].Assembly.GetType('Microsoft.PowerShell.Commands.Internal.Format.TextWriterLineOutput', $true)
        $lines = [Activator]::CreateInstance($type, [System.Reflection.BindingFlags] 'Instance, Public, NonPublic', $null, @($writer, $Width), $null)
        $outLineOutput = [System.Management.Automation.CmdletInfo]::new('Out-LineOutput', [Microsoft.PowerShell.Commands.OutLineOutputCommand])
        $objects | & $outLineOutput -LineOutput $lines
        # What is no screen gets no colours.
        $text = [System.Management.Automation.Internal.StringDecorated]::new($writer.ToString()).ToString('PlainText')
        if ($Stream) { $text.TrimEnd() -split '\r?\n' } else { $text }
    }
}

function Measure-Object {
    param([Parameter(ValueFromPipeline)] [psobject] $InputObject, [Parameter(Position = 0)] [string] $Property, [switch] $Sum, [switch] $Minimum, [switch] $Maximum, [switch] $Average)
    begin { $values = [System.Collections.Generic.List[object]]::new() }
    process { if ($null -ne $InputObject) { $values.Add($(if ($Property) { $InputObject.$Property } else { $InputObject })) } }
    end {
        $total = 0.0
        $least = $most = if ($values.Count) { $values[0] }
        if ($Sum -or $Average) { foreach ($value in $values) { $total += $value } }
        foreach ($value in $values) {
            if ($value -lt $least) { $least = $value }
            if ($value -gt $most) { $most = $value }
        }
        [pscustomobject] @{
            Count = $values.Count
            Average = if ($Average -and $values.Count) { $total / $values.Count }
            Sum = if ($Sum) { $total }
            Maximum = if ($Maximum) { $most }
            Minimum = if ($Minimum) { $least }
            Property = $Property
        }
    }
}

function Sort-Object {
    param([Parameter(ValueFromPipeline)] [psobject] $InputObject, [Parameter(Position = 0)] [object] $Property, [switch] $Descending, [switch] $Unique)
    begin { $objects = [System.Collections.Generic.List[object]]::new() }
    process { $objects.Add($InputObject) }
    end {
        $key = [Func[object, object]] { param($each) if ($Property -is [scriptblock]) { $each | ForEach-Object $Property } elseif ($Property) { $each.$Property } else { $each } }
        $comparer = [System.Collections.Generic.Comparer[object]]::Create([Comparison[object]] { param($left, $right) [System.Management.Automation.LanguagePrimitives]::Compare($left, $right, $true) })
        $sorted = if ($Descending) { [System.Linq.Enumerable]::OrderByDescending($objects, $key, $comparer) } else { [System.Linq.Enumerable]::OrderBy($objects, $key, $comparer) }
        $first = $true
        foreach ($each in $sorted) {
            if (-not $Unique -or $first -or $comparer.Compare($key.Invoke($each), $previous) -ne 0) { $each }
            $previous = $key.Invoke($each)
            $first = $false
        }
    }
}

function ConvertFrom-Json {
    param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [AllowEmptyString()] [string] $InputObject)
    begin {
        $lines = [System.Collections.Generic.List[string]]::new()
        function ConvertFromElement([System.Text.Json.JsonElement] $element) {
            switch ($element.ValueKind) {
                Object {
                    $properties = [ordered] @{}
                    foreach ($property in $element.EnumerateObject()) { $properties[$property.Name] = ConvertFromElement $property.Value }
                    return [pscustomobject] $properties
                }
                Array { return , @(foreach ($item in $element.EnumerateArray()) { ConvertFromElement $item }) }
                String { return $element.GetString() }
                Number { $whole = 0L; if ($element.TryGetInt64([ref] $whole)) { return $whole } else { return $element.GetDouble() } }
                True { return $true }
                False { return $false }
                default { return $null }
            }
        }
    }
    process { $lines.Add($InputObject) }
    end { ConvertFromElement ([System.Text.Json.JsonDocument]::Parse($lines -join "`n").RootElement) }
}

function ConvertFrom-Csv {
    param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [AllowEmptyString()] [string[]] $InputObject)
    begin { $lines = [System.Collections.Generic.List[string]]::new() }
    process { $lines.AddRange($InputObject) }
    end {
        $parser = [Microsoft.VisualBasic.FileIO.TextFieldParser]::new([System.IO.StringReader]::new($lines -join "`n"))
        $parser.SetDelimiters(',')
        $names = $parser.ReadFields()
        while (-not $parser.EndOfData) {
            $fields = $parser.ReadFields()
            $record = [ordered] @{}
            for ($i = 0; $i -lt $names.Count; $i++) { $record[$names[$i]] = $fields[$i] }
            [pscustomobject] $record
        }
    }
}

function Import-Csv {
    [CmdletBinding()] param([Parameter(Position = 0, Mandatory)] [string] $Path)
    ConvertFrom-Csv ([System.IO.File]::ReadAllLines($PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)))
}
