using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using System.Security;
using System.Text;

namespace OAuth2Mail.EngineHosting.Hosts;

internal sealed class RecordingUserInterface(TextWriter? echo, int width) : PSHostUserInterface
{
    private readonly StringBuilder _screen = new();

    public Queue<string> Answers { get; } = new();

    public string Screen
    {
        get
        {
            lock (_screen)
            {
                return _screen.ToString();
            }
        }
    }

    public override PSHostRawUserInterface RawUI { get; } = new RecordingRawUserInterface(width);

    public override void Write(string value)
    {
        // It is for the host to leave out the colours it cannot show.
        value = GetOutputString(value, supportsVirtualTerminal: false);
        lock (_screen)
        {
            _screen.Append(value);
            echo?.Write(value);
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value) => WriteLine(value);

    public override void WriteWarningLine(string message) => WriteLine($"WARNING: {message}");

    public override void WriteVerboseLine(string message) => WriteLine($"VERBOSE: {message}");

    public override void WriteDebugLine(string message) => WriteLine($"DEBUG: {message}");

    // A bar that comes and goes is not part of what remains on the screen.
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine()
    {
        if (!Answers.TryDequeue(out var answer))
        {
            throw new InvalidOperationException("The script asks the user something, and no answer was prepared.");
        }

        WriteLine(answer);
        return answer;
    }

    public override SecureString ReadLineAsSecureString() => new NetworkCredential(string.Empty, ReadLine()).SecurePassword;

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        Show(caption, message);
        return descriptions.ToDictionary(description => description.Name, description =>
        {
            Write($"{description.Name}: ");
            return PSObject.AsPSObject(description.ParameterTypeFullName == typeof(SecureString).FullName ? ReadLineAsSecureString() : ReadLine());
        });
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Show(caption, message);
        Write(string.Join("  ", choices.Select(choice => choice.Label)) + ": ");
        var answer = ReadLine();
        return int.TryParse(answer, CultureInfo.InvariantCulture, out var index)
            ? index
            : choices.ToList().FindIndex(choice => choice.Label.Replace("&", "", StringComparison.Ordinal).StartsWith(answer, StringComparison.OrdinalIgnoreCase));
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        Show(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private void Show(params string[] lines)
    {
        foreach (var line in lines.Where(line => !string.IsNullOrEmpty(line)))
        {
            WriteLine(line);
        }
    }
}
