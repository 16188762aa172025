using System.Collections.ObjectModel;

namespace OAuth2Mail;

/// <summary>
/// Recipients, which are a list to scripts and text where only text is possible: in a CSV file, or in a string.
/// </summary>
/// <typeparam name="T">An address, or a recipient with details.</typeparam>
public sealed class RecipientList<T> : ReadOnlyCollection<T>
{
    internal RecipientList(IEnumerable<T> recipients)
        : base([.. recipients])
    {
    }

    /// <summary>The recipients, separated by commas.</summary>
    public override string ToString() => string.Join(", ", this);
}
