namespace OAuth2Mail.Providers;

/// <summary>Google's addresses, for profiles whose key or client file names no others.</summary>
/// <remarks>https://developers.google.com/identity/protocols/oauth2/native-app, https://developers.google.com/gmail/imap/xoauth2-protocol</remarks>
internal static class GoogleEndpoints
{
    public const string SmtpServer = "smtp.gmail.com";

    /// <summary>The only scope that SMTP accepts; gmail.send is for the Gmail API.</summary>
    public const string SmtpScope = "https://mail.google.com/";

    public static Uri Authorization { get; } = new("https://accounts.google.com/o/oauth2/v2/auth");

    public static Uri Token { get; } = new("https://oauth2.googleapis.com/token");
}
