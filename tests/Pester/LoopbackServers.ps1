# Dot-sourced in BeforeAll by every suite that needs a provider and a mail server. Functions find the servers in the
# variable $servers, the vault in $vault.

function Start-LoopbackServers {
    $bin = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', 'OAuth2Mail.LoopbackServers', 'bin'))
    $newest = $null
    foreach ($configuration in 'Debug', 'Release') {
        $path = [IO.Path]::Combine($bin, $configuration, 'net10.0', 'OAuth2Mail.LoopbackServers.dll')
        if ([IO.File]::Exists($path) -and (-not $newest -or [IO.File]::GetLastWriteTimeUtc($path) -gt [IO.File]::GetLastWriteTimeUtc($newest))) {
            $newest = $path
        }
    }

    if (-not $newest) { throw "The loopback servers are not built. Run: dotnet build OAuth2Mail.sln" }
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', "`"$newest`"")
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) { throw "The loopback servers ended at once: dotnet $newest" }
    $servers = ConvertFrom-Json $line
    $servers.psobject.Properties.Add([psnoteproperty]::new('process', $process))
    $servers.psobject.Properties.Add([psnoteproperty]::new('http', [Net.Http.HttpClient]::new()))
    $servers
}

# The end of its input tells the process to stop.
function Stop-LoopbackServers {
    if (-not $servers) { return }
    $servers.http.Dispose()
    if ($servers.psobject.Properties['background']) { $servers.background.Dispose() }
    $servers.process.StandardInput.Close()
    if (-not $servers.process.WaitForExit(10000)) { $servers.process.Kill() }
    $servers.process.Dispose()
}

# Changes what the servers do: Set-Servers smtp-options '{"offersStartTls":false}'
function Set-Servers([string] $What, [string] $Json) {
    $content = [Net.Http.StringContent]::new($Json, [Text.Encoding]::UTF8, 'application/json')
    $answer = $servers.http.PostAsync($servers.control + $What, $content).GetAwaiter().GetResult()
    if (-not $answer.IsSuccessStatusCode) { throw "The servers did not take '$What $Json': $($answer.StatusCode)" }
}

# What the servers saw: Read-Servers messages?count=1
function Read-Servers([string] $What) {
    $result = ConvertFrom-Json ($servers.http.GetStringAsync($servers.control + $What).GetAwaiter().GetResult())
    @($result)
}

# As they were at the start; what they saw is forgotten.
function Reset-Servers {
    foreach ($what in 'messages', 'requests', 'faults', 'smtp-faults') {
        $null = $servers.http.DeleteAsync($servers.control + $what).GetAwaiter().GetResult()
    }

    Set-Servers consent '{}'
    Set-Servers token-responses '{}'
    Set-Servers token-lifetime '{"seconds":3600}'
    Set-Servers smtp-options '{"offersStartTls":true,"offersAuthWithoutTls":false}'
}

# A message as text, each byte of UTF-8 decoded.
function Get-RawText([object] $Message) { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Message.raw)) }

# Requests that reached the token endpoint.
function Get-TokenRequest { Read-Servers requests | Where-Object endpoint -EQ 'Token' }

# A profile of the public client, which needs a person's consent. Takes further parameters of New-OAuth2MailProfile.
function New-TestProfile([string] $Name, [hashtable] $Setting = @{}) {
    $parameters = @{
        Name                        = $Name
        Vault                       = $vault
        ClientSecretPost            = $true
        UserName                    = $servers.user
        ClientId                    = $servers.publicClientId
        AuthorizationEndpoint       = $servers.authorizationEndpoint
        TokenEndpoint               = $servers.tokenEndpoint
        RevocationEndpoint          = $servers.revocationEndpoint
        Scope                       = $servers.scope
        SmtpServer                  = $servers.smtpServer
        Port                        = $servers.smtpStartTlsPort
        ServerCertificateThumbprint = $servers.smtpThumbprintSha256
    }
    foreach ($key in $Setting.Keys) { $parameters[$key] = $Setting[$key] }
    New-OAuth2MailProfile @parameters
}

# A profile of the confidential client, which needs nobody's consent.
function New-UnattendedProfile([string] $Name, [hashtable] $Setting = @{}) {
    $parameters = @{
        ClientId     = $servers.confidentialClientId
        ClientSecret = ConvertTo-SecureString $servers.clientSecret -AsPlainText -Force
        GrantType    = 'ClientCredentials'
    }
    foreach ($key in $Setting.Keys) { $parameters[$key] = $Setting[$key] }
    New-TestProfile $Name $parameters
}

# Runs a command in another session, where nobody sits, while this one goes on. One at a time: a session is slow to start.
function Start-InBackground([string] $Command) {
    if (-not $servers.psobject.Properties['background']) {
        $background = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
        $background.Open()
        $servers.psobject.Properties.Add([psnoteproperty]::new('background', $background))
    }

    $shell = [powershell]::Create()
    $shell.Runspace = $servers.background
    $null = $shell.AddScript("Import-Module '$($PSScriptRoot)/../../OAuth2Mail.psd1'; $Command")
    [pscustomobject] @{ Shell = $shell; Running = $shell.BeginInvoke() }
}

# The address in what the command shows.
function Wait-ShownAddress([object] $Work) {
    $limit = [datetime]::UtcNow.AddSeconds(20)
    $shown = $Work.Shell.Streams.Information
    while ([datetime]::UtcNow -lt $limit) {
        $isOver = $Work.Running.IsCompleted
        for ($i = 0; $i -lt $shown.Count; $i++) {
            if ("$($shown[$i])" -match 'https?://\S+') { return $Matches[0] }
        }

        if ($isOver) { throw "The command ended and showed no address. $($Work.Shell.Streams.Error)$($Work.Shell.InvocationStateInfo.Reason)" }
        Start-Sleep -Milliseconds 20
    }

    throw 'No address was shown.'
}

# What became of it: Output, Errors, Warnings.
function Complete-Background([object] $Work) {
    $output = $null
    $thrown = $null
    try { $output = $Work.Shell.EndInvoke($Work.Running) }
    catch { $thrown = $_.Exception.InnerException.ErrorRecord }
    $errors = @($thrown) + @($Work.Shell.Streams.Error.ReadAll()) | Where-Object { $_ }
    $warnings = @($Work.Shell.Streams.Warning.ReadAll() | ForEach-Object { $_.Message })
    $Work.Shell.Dispose()
    [pscustomobject] @{ Output = @($output); Errors = @($errors); Warnings = $warnings }
}

# Plays the person's browser, which follows redirects and submits forms.
function Open-InBrowser([string] $Address, [string] $Until) {
    $what = 'browser?url=' + [uri]::EscapeDataString($Address)
    if ($Until) { $what += '&until=' + [uri]::EscapeDataString($Until) }
    Read-Servers $what
}

# Consent, given at once.
function Grant-Consent([string] $Name) {
    $work = Start-InBackground "Invoke-OAuth2Authorization -Name $Name -Vault $vault -NoBrowser -TimeoutSec 20"
    $null = Open-InBrowser (Wait-ShownAddress $work)
    $result = Complete-Background $work
    if ($result.Errors) { throw $result.Errors[0] }
}
