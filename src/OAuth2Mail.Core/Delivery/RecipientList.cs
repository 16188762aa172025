using System.Collections.ObjectModel;

namespace OAuth2Mail;

/// <summary>Recipients, which are a list to scripts and text where there is room for text only: in a CSV file, or in a string.</summary>
/// <typeparam name="T">An address, or a recipient with more to tell.</typeparam>
public sealed class RecipientList<T> : ReadOnlyCollection<T>
{
    internal RecipientList(IEnumerable<T> recipients)
        : base([.. recipients])
    {
    }

    /// <summary>The recipients with commas in between.</summary>
    public override string ToString() => string.Join(", ", this);
}
