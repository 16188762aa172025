# Stand-ins for the bare engine: SecureString to and from plain text, nothing encrypted.

function ConvertTo-SecureString {
    [CmdletBinding()]
    param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [string] $String, [Parameter(Mandatory)] [switch] $AsPlainText, [switch] $Force)
    process { [System.Net.NetworkCredential]::new('', $String).SecurePassword }
}

function ConvertFrom-SecureString {
    [CmdletBinding()]
    param([Parameter(Position = 0, Mandatory, ValueFromPipeline)] [securestring] $SecureString, [Parameter(Mandatory)] [switch] $AsPlainText)
    process { [System.Net.NetworkCredential]::new('', $SecureString).Password }
}
