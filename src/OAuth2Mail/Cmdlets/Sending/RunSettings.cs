using System.Management.Automation;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>What the command line says of a run as a whole. Read on the pipeline thread, once.</summary>
internal sealed record RunSettings
{
    public required TimeSpan Timeout { get; init; }

    public required int ThrottleLimit { get; init; }

    /// <summary>Messages a minute; zero for no limit, null for the provider's.</summary>
    public required int? RateLimit { get; init; }

    public required int MaximumRetryCount { get; init; }

    /// <summary>The provider's limits do not count.</summary>
    public required bool IsForced { get; init; }

    /// <summary>The full path of the journal.</summary>
    public required string? JournalPath { get; init; }

    public required bool ResendsUncertain { get; init; }

    /// <summary>The full path of the protocol's log.</summary>
    public required string? ProtocolLogPath { get; init; }

    /// <summary>A file, or a folder.</summary>
    public required string? SaveTo { get; init; }

    public required bool PassesThrough { get; init; }

    /// <summary>Nothing is sent, whatever the records say.</summary>
    public required bool IsWhatIf { get; init; }

    /// <summary>The engine would say yes by itself, and nothing else, so that it need not be asked.</summary>
    public required bool IsConfirmed { get; init; }

    /// <summary>Reads the parameters and preferences of a cmdlet.</summary>
    public static RunSettings Of(SendOAuth2MailMessage cmdlet, bool isVerbose)
    {
        bool isWhatIf = Preference(cmdlet, "WhatIf", "WhatIfPreference");
        return new RunSettings
        {
            Timeout = TimeSpan.FromSeconds(cmdlet.TimeoutSec),
            ThrottleLimit = cmdlet.ThrottleLimit,
            RateLimit = cmdlet.RateLimit,
            MaximumRetryCount = cmdlet.MaximumRetryCount,
            IsForced = cmdlet.Force,
            JournalPath = FullPath(cmdlet, cmdlet.JournalPath, "JournalUnusable", "-JournalPath"),
            ResendsUncertain = cmdlet.ResendUncertain,
            ProtocolLogPath = FullPath(cmdlet, cmdlet.ProtocolLogPath, "ProtocolLogFailed", "-ProtocolLogPath"),
            SaveTo = FullPath(cmdlet, cmdlet.SaveTo, "SaveFailed", "-SaveTo"),
            PassesThrough = cmdlet.PassThru,
            IsWhatIf = isWhatIf,
            IsConfirmed = !isVerbose && !isWhatIf && !cmdlet.MyInvocation.BoundParameters.ContainsKey("Confirm")
                && cmdlet.GetVariableValue("ConfirmPreference") is ConfirmImpact.High or ConfirmImpact.None,
        };
    }

    private static bool Preference(PSCmdlet cmdlet, string parameter, string variable) => LanguagePrimitives.IsTrue(
        cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) ? value : cmdlet.GetVariableValue(variable));

    private static string? FullPath(PSCmdlet cmdlet, string? path, string errorId, string parameter) =>
        path is null ? null : FilePaths.GetLiteral(cmdlet.SessionState, path, errorId, parameter);
}
