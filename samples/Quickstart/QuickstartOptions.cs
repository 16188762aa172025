using System.Diagnostics.CodeAnalysis;

namespace OAuth2Mail.Quickstart;

/// <summary>The command line.</summary>
internal sealed record QuickstartOptions(string Mode, bool Keep)
{
    public static bool TryParse(string[] args, [NotNullWhen(true)] out QuickstartOptions? options)
    {
        options = new QuickstartOptions("ClientSecretPost", Keep: false);
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--keep":
                    options = options with { Keep = true };
                    break;
                case "--mode" when i + 1 < args.Length
                    && Walkthrough.Modes.FirstOrDefault(m => m.Equals(args[i + 1], StringComparison.OrdinalIgnoreCase)) is { } mode:
                    options = options with { Mode = mode };
                    i++;
                    break;
                default:
                    options = null;
                    return false;
            }
        }

        return true;
    }
}
