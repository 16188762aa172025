# What providers say when they say no, in the wording of real tickets, and what the module makes of it. Each row of the
# catalogue is here: the last test counts them.

BeforeDiscovery {
    $disabled = 'Authentication unsuccessful, SmtpClientAuthentication is disabled for the {0}. Visit https://aka.ms/smtp_auth_disabled for more information.'
    $atAuth = @(
        @{ reply = "535 5.7.139 $($disabled -f 'Tenant') [AM0PR02CA0012.eurprd02.prod.outlook.com 2026-03-04T10:11:12.345Z 08DE5A1B2C3D4E5F]"; id = 'SmtpAuthenticationDisabled'; advice = '*Set-CASMailbox {mailbox} -SmtpClientAuthenticationDisabled $false*'; link = 'https://aka.ms/smtp_auth_disabled' }
        @{ reply = "535 5.7.139  $($disabled -f 'Mailbox')  [ZR0P278CA0133.CHEP278.PROD.OUTLOOK.COM]"; id = 'SmtpAuthenticationDisabled'; advice = '*overrides the tenant*' }
        @{ reply = "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator. [SJ0PR13CA0226.namprd13.prod.outlook.com]"; id = 'SmtpAuthenticationBlocked'; advice = '*Manage security defaults*' }
        @{ reply = '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator. [BN9PR03CA0871.namprd03.prod.outlook.com 2026-01-01T00:00:00.000Z 08DD]'; id = 'SmtpAuthenticationBlocked'; advice = '*Conditional Access*Get-User {mailbox}*' }
        @{ reply = '535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [CH0PR03CA0118.namprd03.prod.outlook.com]'; id = 'BasicAuthenticationDisabled'; advice = '*XOAUTH2*-Name {profile}*' }
        @{ reply = '535 5.7.3 Authentication unsuccessful [LO4P265CA0017.GBRP265.PROD.OUTLOOK.COM 2026-02-03T04:05:06.789Z 08DE0102]'; id = 'SmtpAuthenticationFailed'; advice = '*SMTP.SendAsApp*New-ServicePrincipal -AppId {client}*Enterprise*Add-MailboxPermission {mailbox}*30 minutes*' }
        @{ reply = "535-5.7.8 Username and Password not accepted. For more information, go to`r`n535 5.7.8  https://support.google.com/mail/?p=BadCredentials 5b1f17b1804b1-4536b05668bsm123sm20 - gsmtp"; id = 'SmtpAuthenticationFailed'; advice = '*https://mail.google.com/*{mailbox}*'; code = '535 5.7.8' }
        @{ reply = '535 5.7.1 Bad credentials or whatever.'; id = 'SmtpAuthenticationFailed'; advice = '*gmail.send is not enough*'; code = '535 5.7.1' } # Explained by the JSON before it.
        @{ reply = "534-5.7.9 Please log in with your web browser and then try again. For more`r`n534-5.7.9 information, go to`r`n534 5.7.9  https://support.google.com/mail/?p=WebLoginRequired d2e1a72fcca58-7c0ee62be1bsm3a.21 - gsmtp"; id = 'SmtpAuthenticationFailed'; advice = '*browser*Invoke-OAuth2Authorization -Name {profile}*'; code = '534 5.7.9' }
        @{ reply = "534-5.7.9 Application-specific password required. For more information, go to`r`n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor a1b2c3 - gsmtp"; id = 'SmtpAuthenticationFailed'; advice = '*for a password*'; code = '534 5.7.9' }
        @{ reply = '454 4.7.0 Too many login attempts, please try again later. For more information, go to https://support.google.com/mail/?p=TooManyLoginAttempts x13sm9 - gsmtp'; id = 'SmtpAuthenticationUnavailable'; category = 'ResourceUnavailable'; advice = '*later*'; transient = $true }
        @{ reply = '501 5.5.121 Malformed XOAUTH2 request'; id = 'SaslMessageMalformed'; category = 'InvalidData'; advice = '*-UserName*{profile}*' }
        @{ reply = '501 5.5.122 Malformed request'; id = 'SaslMessageMalformed'; category = 'InvalidData'; advice = '*High Volume*' }
        @{ reply = '501 5.5.123 Malformed request'; id = 'SaslMessageMalformed'; category = 'InvalidData'; advice = '*High Volume*' }
        @{ reply = '501 5.5.124 Malformed request'; id = 'SaslMessageMalformed'; category = 'InvalidData'; advice = '*High Volume*' }
        @{ reply = '501 5.5.125 Malformed request'; id = 'SaslMessageMalformed'; category = 'InvalidData'; advice = '*High Volume*' }
        @{ reply = '501 5.5.126 Invalid user name'; id = 'SaslMessageMalformed'; category = 'InvalidData'; advice = '*High Volume*' }
        @{ reply = '535 5.7.142 Token has expired'; id = 'AccessTokenExpired'; advice = '*Update-OAuth2Token -Name {profile} -Force*' }
        @{ reply = '535 5.7.143 Token is about to expire'; id = 'AccessTokenExpired'; advice = '*ten minutes*' }
        @{ reply = '535 5.7.144 Permission missing'; id = 'PermissionMissing'; advice = '*{client}*Mail.Send*' }
        @{ reply = '550 5.7.240 App not allowed'; id = 'ApplicationNotAllowed'; category = 'PermissionDenied'; advice = '*Add-HVEAppAccess -Identity {mailbox} -AppId {client}*' }
        @{ reply = '538 5.7.11 Encryption required for requested authentication mechanism'; noJson = $true; id = 'SmtpAuthenticationFailed'; advice = '*{mailbox}*' }
        @{ reply = '535 5.7.999 A code of next year [X]'; noJson = $true; id = 'SmtpAuthenticationFailed'; advice = '*Test-OAuth2MailProfile -Name {profile}*' }
    )
    $atMessage = @(
        @{ at = 'MailFrom'; reply = '550 5.7.30 Basic authentication is not supported for Client Submission. [SN7PR04CA0047.namprd04.prod.outlook.com]'; id = 'BasicAuthenticationDisabled'; category = 'AuthenticationError'; advice = '*only OAuth 2.0*' }
        @{ at = 'MailFrom'; reply = '530 5.7.57 Client not authenticated to send mail. [FR0P281CA0001.DEUP281.PROD.OUTLOOK.COM]'; times = 9; id = 'SmtpAuthenticationFailed'; category = 'AuthenticationError'; advice = '*token has expired*' }
        @{ at = 'MailFrom'; reply = '530 5.7.57 Client not authenticated to send mail. Error: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled [x]'; times = 9; id = 'SmtpAuthenticationDisabled'; category = 'AuthenticationError'; advice = '*Set-CASMailbox {mailbox}*' }
        @{ at = 'Message'; reply = '430 4.2.0 STOREDRV; mailbox logon failure; MapiExceptionLogonFailed: Unable to open message store. [VI1PR04MB1234.eurprd04.prod.outlook.com]'; id = 'MailboxAccessMissing'; category = 'PermissionDenied'; advice = '*Add-MailboxPermission {mailbox}*FullAccess*' }
        @{ at = 'Message'; reply = '554 5.2.252 SendAsDenied; alex@contoso.test not allowed to send as boss@contoso.test; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message [BeginDiagnosticData]Cannot submit message.'; id = 'SendAsDenied'; category = 'PermissionDenied'; advice = '*-From {mailbox}*Add-RecipientPermission*' }
        @{ at = 'Message'; reply = '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception'; id = 'SendAsDenied'; category = 'PermissionDenied'; advice = '*SendAs*' }
        @{ at = 'MailFrom'; reply = '550 5.7.60 SMTP; Client does not have permissions to send as this sender'; id = 'SendAsDenied'; category = 'PermissionDenied'; advice = '*SendAs*' }
        @{ at = 'Message'; reply = '550 5.7.60 Not you.'; id = 'SendAsDenied'; category = 'PermissionDenied'; advice = '*SendAs*' }
        @{ at = 'Message'; reply = "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception with message The message can't be submitted because the sender's submission quota was exceeded."; id = 'SendingQuotaExceeded'; category = 'LimitsExceeded'; advice = '*10,000 recipients*-JournalPath*' }
        @{ at = 'Message'; reply = '550 5.1.90 Your message can''t be sent because you''ve reached your daily limit for message recipients'; id = 'SendingQuotaExceeded'; category = 'LimitsExceeded'; advice = '*a day*' }
        @{ at = 'Message'; reply = '550 5.7.232 Your message can''t be sent because your trial tenant exceeded its daily limit for sending email to external recipients (tenant external recipient rate limit)'; id = 'SendingQuotaExceeded'; category = 'LimitsExceeded'; advice = '*tenant*' }
        @{ at = 'Message'; reply = '550 5.7.233 Your message can''t be sent because your tenant exceeded its daily limit for sending email to external recipients (tenant external recipient rate limit)'; id = 'SendingQuotaExceeded'; category = 'LimitsExceeded'; advice = '*tenant*' }
        @{ at = 'MailFrom'; reply = '432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. [AM0PR10.EURPRD10.PROD.OUTLOOK.COM]'; id = 'SubmissionThrottled'; category = 'LimitsExceeded'; advice = '*3 connections*30 messages*'; transient = $true }
        @{ at = 'Message'; reply = '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded; [DB9PR05MB7654.eurprd05.prod.outlook.com]'; id = 'SubmissionThrottled'; category = 'LimitsExceeded'; advice = '*-RateLimit*'; transient = $true }
        @{ at = 'Message'; reply = '432 4.3.2 Slow down'; id = 'SubmissionThrottled'; category = 'LimitsExceeded'; advice = '*-RateLimit*'; transient = $true }
        @{ at = 'Message'; reply = '550 5.1.8 Access denied, bad outbound sender AS(42003)'; id = 'SenderRestricted'; category = 'PermissionDenied'; advice = '*Restricted entities*' }
        @{ at = 'RcptTo'; reply = '550 5.5.105 External recipients are not allowed'; id = 'ExternalRecipientRefused'; category = 'InvalidResult'; advice = '*within the organization*' }
        @{ at = 'MailFrom'; reply = '421 4.7.0 Try again later, closing connection. (MAIL) d9443c01a7336-24d3sm4.11 - gsmtp'; times = 2; id = 'SmtpServerBusy'; category = 'ResourceUnavailable'; advice = '*-RateLimit*'; transient = $true }
        @{ at = 'MailFrom'; reply = '421 4.3.0 Temporary System Problem.  Try again later. o12sm3 - gsmtp'; times = 2; id = 'SmtpServerBusy'; category = 'ResourceUnavailable'; advice = '*later*'; transient = $true }
        @{ at = 'Data'; reply = '421 4.4.5 Server busy, try again later.'; times = 2; id = 'SmtpServerBusy'; category = 'ResourceUnavailable'; advice = '*later*'; transient = $true }
        @{ at = 'RcptTo'; reply = '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered. - gsmtp'; id = 'RecipientBusy'; category = 'ResourceUnavailable'; advice = '*later*'; transient = $true }
        @{ at = 'RcptTo'; reply = '452 4.5.3 Your message has too many recipients. - gsmtp'; id = 'TooManyRecipients'; category = 'LimitsExceeded'; advice = '*-SplitRecipients*'; transient = $true }
        @{ at = 'Message'; reply = "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail`r`n550-5.4.5 sending limits go to`r`n550 5.4.5  https://support.google.com/a/answer/166852 af79cd13be357-7e3sm5 - gsmtp"; id = 'SendingQuotaExceeded'; category = 'LimitsExceeded'; advice = '*Gmail*daily limit*'; code = '550 5.4.5' }
        @{ at = 'Message'; reply = "552-5.3.4 Your message exceeded Google's message size limits.`r`n552 5.3.4 Go to https://support.google.com/mail/?p=MaxSizeError"; id = 'MessageTooLarge'; category = 'LimitsExceeded'; advice = '*link to the file*'; code = '552 5.3.4' }
        @{ at = 'Message'; reply = '552 5.2.3 Message exceeds local size limit.'; id = 'MessageTooLarge'; category = 'LimitsExceeded'; advice = '*link to the file*' }
        @{ at = 'Message'; reply = '554 5.3.4 Message too big for system'; id = 'MessageTooLarge'; category = 'LimitsExceeded'; advice = '*link to the file*' }
        @{ at = 'MailFrom'; reply = '530 Say who you are'; times = 9; id = 'SmtpAuthenticationFailed'; category = 'AuthenticationError'; advice = '*Test-OAuth2MailProfile -Name {profile}*'; code = '530' }
        @{ at = 'Message'; reply = '554 5.6.0 Something nobody has heard of'; id = 'MessageRejected'; category = 'InvalidResult'; advice = ''; code = '554 5.6.0' }
    )

    $password = 'Password'
    $code = 'Code'
    $app = 'App'
    $entra = @(
        @{ mode = $password; codes = 50076, 50079, 50072, 50074, 50158; id = 'MfaRequired'; advice = '*-ExchangeApplication*' }
        @{ mode = $code; codes = 50076, 50079, 50072, 50074, 50158; id = 'MfaRequired'; advice = '*Invoke-OAuth2Authorization -Name {profile}*' }
        @{ mode = $password; codes = 50126; id = 'PasswordWrong'; advice = '*-Credential*' }
        @{ mode = $password; codes = 50034; id = 'UserUnknown'; advice = '*-UserName*{profile}*' }
        @{ mode = $password; codes = 50053; id = 'AccountLocked'; advice = '*{mailbox}*' }
        @{ mode = $password; codes = 50055; id = 'PasswordExpired'; advice = '*Set-OAuth2MailProfile -Name {profile} -Credential*' }
        @{ mode = $password; codes = 50057; id = 'AccountDisabled'; advice = '*{mailbox}*' }
        @{ mode = $password; codes = 9001023, 50194; id = 'TenantNotSupported'; category = 'InvalidArgument'; advice = '*-TenantId*' }
        @{ mode = $app; codes = 65001, 65004, 90094, 65005, 650057; id = 'ConsentMissing'; category = 'PermissionDenied'; advice = '*{client}*Application permissions > SMTP.SendAsApp*' }
        @{ mode = $code; codes = 65001; id = 'ConsentMissing'; category = 'PermissionDenied'; advice = '*Delegated permissions > SMTP.Send,*' }
        @{ mode = $app; codes = 500011, 70011, 28000, 700022; id = 'ScopeRefused'; category = 'InvalidArgument'; advice = '*https://outlook.office365.com/.default*' }
        @{ mode = $app; codes = 700016; id = 'ClientUnknown'; advice = '*{client}*' }
        @{ mode = $app; codes = 90002; id = 'TenantUnknown'; advice = '*-TenantId*' }
        @{ mode = $app; codes = 7000215; refusal = 'invalid_client'; id = 'ClientSecretWrong'; advice = '*Value*-Name {profile} -ClientSecret*' }
        @{ mode = $app; codes = 7000222; refusal = 'invalid_client'; id = 'ClientSecretExpired'; advice = '*{client}*-Name {profile} -ClientSecret*' }
        @{ mode = $app; codes = 7000218; refusal = 'invalid_client'; id = 'PublicClientNotAllowed'; category = 'PermissionDenied'; advice = '*Allow public client flows*' }
        @{ mode = $app; codes = 700025; refusal = 'invalid_client'; id = 'ClientSecretNotAllowed'; category = 'InvalidArgument'; advice = '*without -ClientSecret*' }
        @{ mode = $app; codes = 700027, 50012; refusal = 'invalid_client'; id = 'ClientCertificateRefused'; advice = '*-CertificateFile*' }
        @{ mode = $app; codes = 50011; id = 'RedirectUriNotRegistered'; category = 'InvalidArgument'; advice = '*http://localhost*' }
        @{ mode = $code; codes = 70008, 700082, 700084, 70043, 50173, 50132, 50133; id = 'TokenGrantRefused'; advice = '*Invoke-OAuth2Authorization -Name {profile}*' }
        @{ mode = $code; codes = 54005; id = 'AuthorizationCodeUsed'; advice = '*Start again*' }
        @{ mode = $app; codes = 53000, 53003, 530032; id = 'ConditionalAccessBlocked'; category = 'PermissionDenied'; advice = '*{client}*' }
        @{ mode = $code; codes = 70016; refusal = 'bad_verification_code'; id = 'DeviceCodePending'; category = 'OperationTimeout'; advice = '*-DeviceCode*'; transient = $true }
        @{ mode = $code; codes = 70018; refusal = 'bad_verification_code'; id = 'DeviceCodeWrong'; advice = '*-DeviceCode*' }
        @{ mode = $code; codes = 70019; refusal = 'bad_verification_code'; id = 'DeviceCodeExpired'; category = 'OperationTimeout'; advice = '*-DeviceCode*' }
        @{ mode = $app; codes = 90033, 90006, 90024, 50033; refusal = 'temporarily_unavailable'; id = 'ProviderUnavailable'; category = 'ResourceUnavailable'; advice = '*later*'; transient = $true }
        @{ mode = $app; codes = 999999; id = 'AuthorizationRefused'; advice = '*error?code=999999' }
    ) | ForEach-Object { foreach ($number in $_.codes) { $row = $_.Clone(); $row.number = $number; $row } }

    $google = @(
        @{ mode = 'Gmail'; refusal = 'invalid_grant'; text = 'Token has been expired or revoked.'; id = 'TokenGrantRefused'; advice = '*Testing*7 days*Invoke-OAuth2Authorization -Name {profile}*' }
        @{ mode = 'Gmail'; refusal = 'invalid_grant'; text = 'Bad Request'; id = 'TokenGrantRefused'; advice = '*six months*' }
        @{ mode = 'Gmail'; refusal = 'invalid_grant'; text = 'reauth related error (invalid_rapt)'; id = 'ReauthenticationRequired'; advice = '*session control*' }
        @{ mode = 'Gmail'; refusal = 'invalid_grant'; text = 'Bad Request'; subtype = 'invalid_rapt'; id = 'ReauthenticationRequired'; advice = '*session control*' }
        @{ mode = 'Account'; refusal = 'invalid_grant'; text = 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.'; id = 'ClockSkewed'; advice = '*clock*' }
        @{ mode = 'Account'; refusal = 'invalid_grant'; text = 'Invalid JWT Signature.'; id = 'ServiceAccountKeyRefused'; advice = '*-Name {profile} -KeyFile*' }
        @{ mode = 'Account'; refusal = 'invalid_grant'; text = 'Invalid signature for token: eyJ'; id = 'ServiceAccountKeyRefused'; advice = '*-KeyFile*' }
        @{ mode = 'Account'; refusal = 'invalid_grant'; text = 'Invalid grant: account not found'; id = 'ServiceAccountKeyRefused'; advice = '*Service Accounts*' }
        @{ mode = 'Account'; refusal = 'invalid_grant'; text = 'Not a valid email or user ID.'; id = 'UserUnknown'; advice = '*primary address*' }
        @{ mode = 'Account'; refusal = 'invalid_grant'; text = 'Invalid email or User ID'; id = 'UserUnknown'; advice = '*{mailbox}*' }
        @{ mode = 'Account'; refusal = 'invalid_grant'; text = 'account_deleted'; id = 'TokenGrantRefused'; advice = '*clock*{mailbox}*' }
        @{ mode = 'Account'; refusal = 'unauthorized_client'; text = 'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.'; id = 'DomainWideDelegationMissing'; category = 'PermissionDenied'; advice = '*Domain-wide delegation*24 hours*' }
        @{ mode = 'Gmail'; refusal = 'access_denied'; text = 'Blocked.'; id = 'ConsentDeclined'; category = 'PermissionDenied'; advice = '*Test users*' }
        @{ mode = 'Gmail'; refusal = 'redirect_uri_mismatch'; text = 'Bad Request'; id = 'RedirectUriNotRegistered'; category = 'InvalidArgument'; advice = '*Desktop app*' }
        @{ mode = 'Gmail'; refusal = 'invalid_client'; text = 'The OAuth client was not found.'; status = 401; id = 'ClientRefused'; advice = '*-CredentialFile*' }
        @{ mode = 'Gmail'; refusal = 'deleted_client'; text = 'The OAuth client was deleted.'; status = 401; id = 'ClientRefused'; advice = '*deleted*' }
        @{ mode = 'Gmail'; refusal = 'admin_policy_enforced'; text = 'x'; id = 'ApplicationNotAllowed'; category = 'PermissionDenied'; advice = '*{client}*' }
        @{ mode = 'Gmail'; refusal = 'org_internal'; text = 'x'; id = 'ApplicationNotAllowed'; category = 'PermissionDenied'; advice = '*external*' }
        @{ mode = 'Gmail'; refusal = 'disallowed_useragent'; text = 'x'; id = 'BrowserNotAllowed'; category = 'NotImplemented'; advice = '*-NoBrowser*' }
    )
    $oauth = @(
        @{ mode = 'Consented'; refusal = 'invalid_grant'; id = 'TokenGrantRefused'; advice = '*Invoke-OAuth2Authorization -Name {profile}*' }
        @{ mode = 'Owner'; refusal = 'invalid_grant'; id = 'TokenGrantRefused'; advice = '*-Name {profile} -Credential*' }
        @{ mode = 'Assertion'; refusal = 'invalid_grant'; id = 'TokenGrantRefused'; advice = '*-Audience*clock*' }
        @{ mode = 'Client'; refusal = 'invalid_client'; status = 401; id = 'ClientRefused'; advice = '*{client}*-Name {profile} -ClientSecret (Read-Host*' }
        @{ mode = 'Key'; refusal = 'invalid_client'; status = 401; id = 'ClientRefused'; advice = '*{client}*-Name {profile} -PrivateKeyFile*' }
        @{ mode = 'Client'; refusal = 'unauthorized_client'; id = 'ClientNotAllowed'; category = 'PermissionDenied'; advice = '*ClientCredentials*' }
        @{ mode = 'Client'; refusal = 'unsupported_grant_type'; id = 'GrantTypeNotSupported'; category = 'NotImplemented'; advice = '*-GrantType*' }
        @{ mode = 'Client'; refusal = 'unsupported_response_type'; id = 'GrantTypeNotSupported'; category = 'NotImplemented'; advice = '*-GrantType*' }
        @{ mode = 'Client'; refusal = 'invalid_target'; id = 'ScopeRefused'; category = 'InvalidArgument'; advice = '*-Scope*' }
        @{ mode = 'Client'; refusal = 'invalid_scope'; id = 'ScopeRefused'; category = 'InvalidArgument'; advice = '*-Scope*' }
        @{ mode = 'Client'; refusal = 'invalid_request'; id = 'RequestRefused'; category = 'InvalidArgument'; advice = '*-TokenParameter*' }
        @{ mode = 'Client'; refusal = 'access_denied'; status = 403; id = 'ConsentDeclined'; category = 'PermissionDenied'; advice = '*accept*' }
        @{ mode = 'Client'; refusal = 'request_not_supported'; id = 'RequestRefused'; category = 'InvalidArgument'; advice = '*-TokenParameter*' }
        @{ mode = 'Client'; refusal = 'invalid_request_uri'; id = 'RequestRefused'; category = 'InvalidArgument'; advice = '*-TokenParameter*' }
        @{ mode = 'Consented'; refusal = 'login_required'; id = 'TokenGrantRefused'; advice = '*Invoke-OAuth2Authorization -Name {profile}*' }
        @{ mode = 'Consented'; refusal = 'consent_required'; id = 'TokenGrantRefused'; advice = '*Invoke-OAuth2Authorization -Name {profile}*' }
        @{ mode = 'Consented'; refusal = 'account_selection_required'; id = 'TokenGrantRefused'; advice = '*Invoke-OAuth2Authorization -Name {profile}*' }
        @{ mode = 'Consented'; refusal = 'interaction_required'; id = 'TokenGrantRefused'; advice = '*Invoke-OAuth2Authorization -Name {profile}*' }
        @{ mode = 'Client'; refusal = 'expired_token'; id = 'DeviceCodeExpired'; category = 'OperationTimeout'; advice = '*-DeviceCode*' }
        @{ mode = 'Client'; refusal = 'temporarily_unavailable'; status = 503; id = 'ProviderUnavailable'; category = 'ResourceUnavailable'; advice = '*later*'; transient = $true }
        @{ mode = 'Client'; refusal = 'server_error'; status = 500; id = 'ProviderUnavailable'; category = 'ResourceUnavailable'; advice = '*later*'; transient = $true }
        @{ mode = 'Client'; refusal = 'slow_down'; id = 'ProviderUnavailable'; category = 'ResourceUnavailable'; advice = '*later*'; transient = $true }
        @{ mode = 'Client'; refusal = 'quota_of_next_year'; id = 'AuthorizationRefused'; advice = '' }
    )
}

BeforeAll {
    . "$PSScriptRoot/SendingSession.ps1"
    $client = $servers.confidentialClientId
    $server = @{
        SmtpServer                  = $servers.smtpServer
        Port                        = [int] $servers.smtpStartTlsPort
        ServerCertificateThumbprint = $servers.smtpThumbprintSha256
        Vault                       = $vault
        UserName                    = $servers.user
        ErrorAction                 = 'Stop'
    }
    $secret = ConvertTo-SecureString $servers.clientSecret -AsPlainText -Force
    $credential = [pscredential]::new($servers.user, (ConvertTo-SecureString $servers.password -AsPlainText -Force))
    $known = @{}
    $browserBefore = $env:BROWSER
    $env:BROWSER = $servers.browser

    # A profile of a mode, made and authorized once.
    function Get-ModeProfile([string] $Mode) {
        $profileName = "$prefix-$($Mode.ToLowerInvariant())"
        if ($known[$Mode]) { return $known[$Mode] }
        $generic = @{ TokenEndpoint = $servers.tokenEndpoint; Scope = $servers.scope }
        $made = switch ($Mode) {
            'Password' { New-OAuth2MailProfile $profileName -Microsoft365 -Credential $credential -ClientId $servers.publicClientId -Authority $servers.entraAuthority @server }
            'Code' { New-OAuth2MailProfile $profileName -Exchange -ClientId $servers.publicClientId -Authority $servers.entraAuthority @server }
            'App' { New-OAuth2MailProfile $profileName -ExchangeApplication -ClientId $client -ClientSecret $secret -Authority $servers.entraAuthority @server }
            'Gmail' { New-OAuth2MailProfile $profileName -Gmail -CredentialFile $servers.googleClientFile @server }
            'Account' { New-OAuth2MailProfile $profileName -GoogleServiceAccount -KeyFile $servers.serviceAccountFile @server }
            'Client' { New-OAuth2MailProfile $profileName -ClientSecretPost -GrantType ClientCredentials -ClientId $client -ClientSecret $secret @generic @server }
            'Owner' { New-OAuth2MailProfile $profileName -ClientSecretPost -GrantType Password -Credential $credential -ClientId $client -ClientSecret $secret @generic @server }
            'Key' { New-OAuth2MailProfile $profileName -PrivateKeyJwt -GrantType ClientCredentials -ClientId $servers.rsaClientId -PrivateKeyFile $servers.rsaKeyFile -PrivateKeyId rsa-1 @generic @server }
            'Assertion' { New-OAuth2MailProfile $profileName -PrivateKeyJwt -GrantType JwtBearer -ClientId $servers.rsaClientId -PrivateKeyFile $servers.rsaKeyFile -PrivateKeyId rsa-1 @generic @server }
            'Consented' { New-OAuth2MailProfile $profileName -ClientSecretPost -Issuer $servers.issuer -ClientId $servers.publicClientId -Scope $servers.scope @server }
        }
        if ($Mode -in 'Code', 'Gmail', 'Consented') { $null = Invoke-OAuth2Authorization $profileName -Vault $vault -TimeoutSec 30 -ErrorAction Stop }
        $known[$Mode] = $made
        $made
    }

    # The failure, and what every failure has.
    function Get-Failure([scriptblock] $Command, [object] $Row) {
        $before = $Error.Count
        $caught = $null
        try { & $Command } catch { $caught = $_ }
        $caught | Should -Not -BeNullOrEmpty -Because "it is refused: $($Row.reply)$($Row.number)$($Row.refusal)"
        $Row.category = if ($Row.category) { $Row.category } else { 'AuthenticationError' }
        $caught.FullyQualifiedErrorId | Should -BeLike "$($Row.id),*"
        "$($caught.CategoryInfo.Category)" | Should -Be $Row.category
        $caught.TargetObject | Should -Not -BeNullOrEmpty
        $caught.Exception | Should -BeOfType [OAuth2Mail.OAuth2MailException]
        $caught.Exception.ErrorId | Should -Be $Row.id
        $caught.Exception.IsTransient | Should -Be ([bool] $Row.transient)
        $advice = $Row.advice.Replace('{mailbox}', $servers.user).Replace('{profile}', $Row.profile).Replace('{client}', $Row.client)
        if ($advice) { $caught.ErrorDetails.RecommendedAction | Should -BeLike $advice }
        $caught.ErrorDetails.RecommendedAction | Should -Not -Match '\{\w+\}'
        $Error[0].ErrorDetails.RecommendedAction | Should -Be $caught.ErrorDetails.RecommendedAction
        if ($Row.link) { $caught.Exception.HelpLink | Should -Be $Row.link }
        $caught
    }

    function Send-Once([hashtable] $Further = @{}) { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -MaximumRetryCount 0 @sending @Further }
}

AfterAll {
    $env:BROWSER = $browserBefore
    Stop-LoopbackServers
    Unregister-TestVault $vault -SecretName "oauth2mail-$prefix*"
}

Describe 'A refusal by a mail server' {
    BeforeEach {
        Reset-Servers
        # A connection of its own, so that authentication is asked for.
        $row = @{ profile = $name; client = $client }
    }

    It 'at AUTH is explained: <reply>' -TestCases $atAuth {
        $row += $_
        $json = if ($row.noJson) { '334 ' } else { $null }
        foreach ($mechanism in 'XOAUTH2', 'OAUTHBEARER') {
            Reset-Servers
            Set-Servers smtp-options (@{ mechanisms = @($mechanism) } | ConvertTo-Json -Compress)
            $at = if ($row.noJson -or $row.reply -match '^(454|501|534)') { 'Auth' } else { 'Token' }
            Set-Servers smtp-faults (@{ command = $at; reply = $row.reply; times = 9 } | ConvertTo-Json -Compress)
            try { $failure = Get-Failure { Send-Once } $row }
            finally { Set-Servers smtp-options '{"mechanisms":["XOAUTH2","OAUTHBEARER"]}' }

            $failure.Exception.ProviderCode | Should -Be $(if ($row.code) { $row.code } else { ($row.reply -split ' ')[0..1] -join ' ' })
            $failure.Exception.ServerResponse | Should -Match ([regex]::Escape(($row.reply -split '\r\n')[0].Substring(10, 15).Trim()))
            if ($at -eq 'Token') {
                $failure.Exception.Message | Should -BeLike '*"scope":"https://mail.google.com/"*'
            }
        }
    }

    It 'of a message is explained: <at> <reply>' -TestCases $atMessage {
        $row += $_
        $times = if ($row.times) { $row.times } else { 1 }
        Set-Servers smtp-faults (@{ command = $row.at; reply = $row.reply; times = $times } | ConvertTo-Json -Compress)
        $failure = Get-Failure { Send-Once } $row

        $failure.Exception.ProviderCode | Should -Be $(if ($row.code) { $row.code } else { ($row.reply -split ' ')[0..1] -join ' ' })
        $failure.Exception.Message | Should -Match ([regex]::Escape(($row.reply -split '\r\n')[0].Substring(10)))
        Read-Servers messages | Should -BeNullOrEmpty
    }
}

Describe 'A refusal by Microsoft Entra' {
    BeforeEach {
        if (-not ($env:OAUTH2MAIL_TEST_AUTHORITY -and $env:SSL_CERT_FILE)) {
            Set-ItResult -Skipped -Because 'the modes of Microsoft need https, and this process did not trust the test CA from its start'
        }
    }

    It 'is explained: <number> of <mode>' -TestCases $entra {
        Reset-Servers
        $made = Get-ModeProfile $_.mode
        $row = @{ profile = $made.Name; client = $made.ClientId } + $_
        $refused = if ($row.refusal) { $row.refusal } else { 'invalid_grant' }
        Set-Servers faults (@{ endpoint = 'Token'; entraCode = $row.number; error = $refused; errorDescription = "Words of $(New-Guid)."; count = 3 } | ConvertTo-Json -Compress)
        $failure = Get-Failure { Update-OAuth2Token $made.Name -Vault $vault -Force -ErrorAction Stop } $row

        $failure.Exception.ProviderCode | Should -Be "AADSTS$($row.number)"
        $failure.Exception.HelpLink | Should -Be "https://login.microsoftonline.com/error?code=$($row.number)"
        $failure.Exception.ServerResponse | Should -BeLike "AADSTS$($row.number): Words of *"
        [guid]::TryParse($failure.Exception.CorrelationId, [ref] [guid]::Empty) | Should -BeTrue
        $failure.Exception.ServerResponse | Should -BeLike "*Trace ID: $($failure.Exception.TraceId)*Correlation ID: *"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*error?code=*'
    }
}

Describe 'A refusal by Google' {
    It 'is explained: <refusal> "<text>" of <mode>' -TestCases $google {
        Reset-Servers
        $made = Get-ModeProfile $_.mode
        $row = @{ profile = $made.Name; client = $made.ClientId } + $_
        $status = if ($row.status) { $row.status } else { 400 }
        $body = @{ error = $row.refusal; error_description = $row.text }
        if ($row.subtype) { $body.error_subtype = $row.subtype }
        Set-Servers faults (@{ endpoint = 'Token'; status = $status; body = ($body | ConvertTo-Json -Compress); count = 3 } | ConvertTo-Json -Compress)
        $failure = Get-Failure { Update-OAuth2Token $made.Name -Vault $vault -Force -ErrorAction Stop } $row

        $failure.Exception.ProviderCode | Should -Be $row.refusal
        $failure.Exception.ServerResponse | Should -BeLike "$($row.text)*"
    }
}

Describe 'A refusal by any provider' {
    It 'is explained: <refusal> of <mode>' -TestCases $oauth {
        Reset-Servers
        $made = Get-ModeProfile $_.mode
        $row = @{ profile = $made.Name; client = $made.ClientId } + $_
        $status = if ($row.status) { $row.status } else { 400 }
        Set-Servers faults (@{ endpoint = 'Token'; status = $status; error = $row.refusal; errorDescription = 'In its own words.'; count = 3 } | ConvertTo-Json -Compress)
        $failure = Get-Failure { Update-OAuth2Token $made.Name -Vault $vault -Force -ErrorAction Stop } $row

        $failure.Exception.ProviderCode | Should -Be $row.refusal
        $failure.Exception.ServerResponse | Should -Be 'In its own words.'
        $failure.Exception.Message | Should -BeLike "*$($row.refusal)*In its own words.*"
    }
}

Describe 'A managed identity that is not there' {
    It 'is explained' {
        Reset-Servers
        $profileName = "$prefix-identity"
        $null = New-OAuth2MailProfile $profileName -ExchangeApplication -ManagedIdentity -ClientId '1b730954-1685-4b74-9bfd-dac224a7b894' @server
        Set-Servers faults '{"endpoint":"ManagedIdentity","status":400,"body":"{\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}","count":9}'
        $env:IDENTITY_ENDPOINT = $servers.identityEndpoint
        $env:IDENTITY_HEADER = $servers.identityHeader
        try {
            $row = @{ id = 'ManagedIdentityMissing'; profile = $profileName; client = ''; advice = '*1b730954-1685-4b74-9bfd-dac224a7b894*Identity*-CertificateFile*' }
            $failure = Get-Failure { Update-OAuth2Token $profileName -Vault $vault -ErrorAction Stop } $row
            $failure.Exception.Message | Should -BeLike '*Identity not found*'
        }
        finally { $env:IDENTITY_ENDPOINT = $env:IDENTITY_HEADER = $null }
    }
}

Describe 'An error' {
    BeforeEach { Reset-Servers }

    It 'shows its remedy where the engine shows it' {
        Set-Servers smtp-faults '{"command":"Message","reply":"550 5.7.60 SMTP; Client does not have permissions to send as this sender"}'
        Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProfileName $name -Vault $vault -MaximumRetryCount 0 -ErrorAction SilentlyContinue -ErrorVariable problems
        $shown = ($problems[0] | Out-String -Width 300) -replace '[\s|]+', ' '

        $shown | Should -Match 'does not have permissions to send as this sender'
        if ($PSVersionTable.PSVersion -ge [version] '7.5') { $shown | Should -Match 'Add-RecipientPermission' }
        (Get-Error -InputObject $problems[0] -ErrorAction SilentlyContinue | Out-String -Width 300) | Should -Match '550 5.7.60'
    }
}

Describe 'The story of a send' {
    BeforeEach { Reset-Servers }

    It 'is told by -Verbose, a line for each step, without a secret' {
        $fresh = "$prefix-story"
        $null = New-UnattendedProfile $fresh
        $lines = @(Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProfileName $fresh -Vault $vault -ErrorAction Stop -Verbose 4>&1 | ForEach-Object { "$_" })

        $story = @(
            "Profile '$fresh' in vault '$vault': ClientSecretPost, mailbox '$($servers.user)', server $($servers.smtpServer):$($servers.smtpStartTlsPort)."
            "POST $($servers.tokenEndpoint) (client_credentials): HTTP 200 in * s."
            "Obtained a new access token for profile '$fresh'*"
            "Connected to $($servers.smtpServer):$($servers.smtpStartTlsPort): StartTls, Tls1*, certificate 'CN=*'; AUTH *."
            "Authenticated as '$($servers.user)' (XOAUTH2)."
            'Sent to ann@contoso.test: Hello (*'
        )
        $at = -1
        foreach ($expected in $story) {
            $next = $lines | Where-Object { $_ -like $expected } | Select-Object -First 1
            $next | Should -Not -BeNullOrEmpty -Because "'$expected' is a step of $($lines -join "`n")"
            $lines.IndexOf($next) | Should -BeGreaterThan $at
            $at = $lines.IndexOf($next)
        }
        $lines -join "`n" | Should -Not -Match ([regex]::Escape($servers.clientSecret))
        $lines -join "`n" | Should -Not -Match ([regex]::Escape((Get-OAuth2Token $fresh -Vault $vault -AsPlainText)))

        @(Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProfileName $fresh -Vault $vault -Verbose 4>&1 | ForEach-Object { "$_" }) -like 'The stored token*valid until*' | Should -HaveCount 1
    }

    It 'has the token requests in -ProtocolLogPath, and by -Debug, without their secrets' {
        Set-Location $TestDrive
        $fresh = "$prefix-log"
        $null = New-UnattendedProfile $fresh
        $debug = @(Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -ProfileName $fresh -Vault $vault -ProtocolLogPath story.log -ErrorAction Stop -Debug 5>&1 | ForEach-Object { "$_" })
        $log = Get-Content story.log -Raw
        $token = Get-OAuth2Token $fresh -Vault $vault -AsPlainText

        foreach ($text in $log, ($debug -join "`n")) {
            $text | Should -Match ([regex]::Escape("C: POST $($servers.tokenEndpoint) "))
            $text | Should -Match "client_id=$client"
            $text | Should -Match 'client_secret=\*\*\*'
            $text | Should -Match 'S: 200 OK .*access_token=\*\*\* .*expires_in=\d+'
            $text | Should -Not -Match ([regex]::Escape($servers.clientSecret))
            $text | Should -Not -Match ([regex]::Escape($token))
        }
        $log.IndexOf('C: POST') | Should -BeLessThan $log.IndexOf('C: EHLO')

        Set-Servers faults '{"endpoint":"Token","error":"invalid_client","errorDescription":"Not you.","count":1}'
        try { Update-OAuth2Token $fresh -Vault $vault -Force -Debug -ErrorAction Stop 5>&1 | ForEach-Object { $debug += "$_" } } catch { }
        $debug -join "`n" | Should -Match 'S: 400 BadRequest error=invalid_client error_description=Not you.'
    }

    It 'tells where consent is asked for, and where the answer is expected' {
        $fresh = "$prefix-consent"
        $null = New-OAuth2MailProfile $fresh -ClientSecretPost -Issuer $servers.issuer -ClientId $servers.publicClientId -Scope $servers.scope @server -Verbose 4>&1 |
            ForEach-Object { if ($_ -is [Management.Automation.VerboseRecord]) { $found = "$_" } }
        $lines = @(Invoke-OAuth2Authorization $fresh -Vault $vault -TimeoutSec 30 -Verbose 4>&1 6>$null | ForEach-Object { "$_" })

        $found | Should -Not -BeNullOrEmpty
        $lines -like "Asking for consent at $($servers.authorizationEndpoint); the answer is expected at http://*" | Should -HaveCount 1
        $lines -like 'POST * (authorization_code): HTTP 200 in *' | Should -HaveCount 1
    }

    It 'says how often and for how long what failed in the end was tried' {
        Set-Servers smtp-faults '{"command":"Message","reply":"451 4.3.0 Try later","times":2}'
        $problem = $null
        try { Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -MaximumRetryCount 1 @sending } catch { $problem = $_ }

        $problem.Exception.Message | Should -Match 'Tried 2 times in \d+[.,]\d s\.'
        $problem.Exception.IsTransient | Should -BeTrue
        $problem.Exception.ProviderCode | Should -Be '451 4.3.0'

        Set-Servers smtp-faults '{"command":"Message","reply":"451 4.3.0 Try later","times":1}'
        $lines = @(Send-OAuth2MailMessage 'ann@contoso.test' 'Hello' -MaximumRetryCount 1 @sending -Verbose 4>&1 | ForEach-Object { "$_" })
        $lines -like 'It worked: Tried 2 times in * s.' | Should -HaveCount 1
    }
}
