using System.Collections;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>How the store is opened. All processes share it.</summary>
internal sealed record SecureStoreConfig(
    SecureStoreScope Scope, Authenticate Authentication, int PasswordTimeout, Interaction Interaction)
{
    private const int QuarterOfAnHour = 900;

    /// <summary>What <c>Reset-SecretStore</c> and <c>-Default</c> give.</summary>
    public static SecureStoreConfig Default { get; } =
        new(SecureStoreScope.CurrentUser, Authenticate.Password, QuarterOfAnHour, Interaction.Prompt);

    /// <summary>A store that nobody has set up yet. The real one asks for a password then; nobody is there to be asked in a test.</summary>
    public static SecureStoreConfig Unconfigured { get; } = Default with { Authentication = Authenticate.None, Interaction = Interaction.None };

    internal bool PasswordRequired => Authentication == Authenticate.Password;

    public static SecureStoreConfig From(Hashtable stored) => new(
        (SecureStoreScope)stored[nameof(Scope)]!,
        (Authenticate)stored[nameof(Authentication)]!,
        (int)stored[nameof(PasswordTimeout)]!,
        (Interaction)stored[nameof(Interaction)]!);

    public Hashtable ToHashtable() => new()
    {
        [nameof(Scope)] = (int)Scope,
        [nameof(Authentication)] = (int)Authentication,
        [nameof(PasswordTimeout)] = PasswordTimeout,
        [nameof(Interaction)] = (int)Interaction,
    };
}
