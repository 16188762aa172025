using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using OAuth2Mail.Cmdlets;
using OAuth2Mail.HelpWriter;

try
{
    switch (args)
    {
        case ["--errors"]:
            new ErrorPage(Path.GetFullPath("docs/errors.md")).Update();
            return 0;
        case ["--notices"]:
            await File.WriteAllTextAsync("THIRD-PARTY-NOTICES.md", ThirdPartyNotices.Of("src/OAuth2Mail/packages.lock.json"));
            return 0;
        case [var docs, var help]:
            Write(Path.Combine(docs, "cmdlets"), Path.Combine(help, "OAuth2Mail.dll-Help.xml"));
            WriteErrors(Path.GetFullPath(Path.Combine(docs, "errors.md")), Path.Combine(help, "about_OAuth2Mail_Errors.help.txt"));
            return 0;
        default:
            await Console.Error.WriteLineAsync("Usage: OAuth2Mail.HelpWriter <docs folder> <help folder>, or --errors or --notices in the project's root");
            return 2;
    }
}
catch (HelpException e)
{
    await Console.Error.WriteLineAsync(e.BuildError);
    return 1;
}

static void Write(string pages, string output)
{
    var comments = new DocumentationComments(Path.ChangeExtension(typeof(NewOAuth2MailProfile).Assembly.Location, ".xml"));
    CmdletHelp[] cmdlets = [.. FindCmdlets().Select(cmdlet =>
    {
        string file = Path.GetFullPath(Path.Combine(pages, $"{cmdlet.Name}.md"));
        return File.Exists(file)
            ? new CmdletHelp(cmdlet, CmdletPageReader.Read(file, cmdlet.Name), comments)
            : throw new HelpException(file, $"Cmdlet {cmdlet.Name} has no page.");
    })];
    string? stale = Directory.EnumerateFiles(pages, "*.md")
        .FirstOrDefault(file => cmdlets.All(cmdlet => cmdlet.Cmdlet.Name != Path.GetFileNameWithoutExtension(file)));
    if (stale is not null)
    {
        throw new HelpException(Path.GetFullPath(stale), "There is no cmdlet of this name.");
    }

    XDocument help = MamlDocument.Create(cmdlets);
    using var writer = XmlWriter.Create(output, new XmlWriterSettings { Encoding = new UTF8Encoding(true), Indent = true });
    help.Save(writer);
}

static void WriteErrors(string page, string topic)
{
    var errors = new ErrorPage(page);
    errors.RequireCurrent();
    File.WriteAllText(topic, errors.ToAboutTopic(), new UTF8Encoding(true));
}

// The parameter sets come from the engine itself.
static IEnumerable<CmdletInfo> FindCmdlets()
{
    var state = InitialSessionState.Create();
    foreach (Type type in typeof(NewOAuth2MailProfile).Assembly.GetExportedTypes().OrderBy(type => type.Name, StringComparer.Ordinal))
    {
        if (type.GetCustomAttributes(typeof(CmdletAttribute), inherit: false) is [CmdletAttribute name])
        {
            state.Commands.Add(new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", type, helpFileName: null));
        }
    }

    using Runspace runspace = RunspaceFactory.CreateRunspace(state);
    runspace.Open();
    return [.. runspace.SessionStateProxy.InvokeCommand.GetCmdlets()];
}
