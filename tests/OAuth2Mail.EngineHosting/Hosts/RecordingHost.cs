using System.Globalization;
using System.Management.Automation.Host;

namespace OAuth2Mail.EngineHosting.Hosts;

/// <summary>A host that keeps what a user would have seen, and answers prompts from a queue.</summary>
public sealed class RecordingHost : PSHost
{
    private readonly RecordingUserInterface _userInterface;

    /// <param name="echo">Also sees what the user would, as it comes.</param>
    public RecordingHost(TextWriter? echo = null, int width = 160) => _userInterface = new RecordingUserInterface(echo, width);

    /// <summary>Everything shown so far, prompts and the answers to them included.</summary>
    public string Screen => _userInterface.Screen;

    /// <summary>What <c>Read-Host</c> and other prompts get. An unexpected prompt is an error.</summary>
    public Queue<string> Answers => _userInterface.Answers;

    public override CultureInfo CurrentCulture => CultureInfo.GetCultureInfo("en-US");

    public override CultureInfo CurrentUICulture => CultureInfo.GetCultureInfo("en-US");

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => nameof(RecordingHost);

    public override PSHostUserInterface UI => _userInterface;

    public override Version Version { get; } = new(1, 0);

    /// <summary>The number a script gave to <c>exit</c>.</summary>
    public int? ExitCode { get; private set; }

    public override void EnterNestedPrompt() => throw new NotSupportedException("Nobody sits at a nested prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("Nobody sits at a nested prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
}
