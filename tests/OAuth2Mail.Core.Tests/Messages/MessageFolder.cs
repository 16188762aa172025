using System.Text;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Tests.Messages;

/// <summary>A folder for the files of one test, and messages made of them.</summary>
public abstract class MessageFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oauth2mail-");

    internal static OutgoingMessage Outgoing { get; } = new() { To = ["pat@contoso.test"], Subject = "Hello", TextBody = "See below." };

    protected string Folder => _folder.FullName;

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    internal static ComposedMessage Compose(OutgoingMessage outgoing)
        => MessageComposer.Compose(outgoing, "alex@contoso.test", DateTimeOffset.UtcNow);

    /// <summary>The message by the second parser's account, which finds nothing wrong with it.</summary>
    internal static ParsedMessage Read(OutgoingMessage outgoing)
    {
        using var composed = Compose(outgoing);
        var parsed = SecondParser.Read(composed);
        Xunit.Assert.Empty(parsed.Defects);
        return parsed;
    }

    internal static void Refuses(string errorId, OutgoingMessage outgoing)
        => Xunit.Assert.Equal(errorId, Xunit.Assert.Throws<OAuth2MailException>(() => Compose(outgoing)).ErrorId);

    protected string File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    protected string File(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }
}
