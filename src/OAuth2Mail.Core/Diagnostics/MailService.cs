namespace OAuth2Mail.Diagnostics;

/// <summary>Mail services whose answers are known.</summary>
internal enum MailService
{
    /// <summary>Exchange Online, Outlook.com.</summary>
    Microsoft,

    /// <summary>Gmail, Google Workspace.</summary>
    Google,
}
