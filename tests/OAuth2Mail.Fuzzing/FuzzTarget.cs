namespace OAuth2Mail.Fuzzing;

/// <summary>A parser of untrusted input.</summary>
/// <param name="Name">In lower case, as its folder in corpus/ is called.</param>
/// <param name="Parse">Reads the input. It may refuse it with an <see cref="OAuth2MailException"/>, and throw nothing else.</param>
public sealed record FuzzTarget(string Name, Action<byte[]> Parse)
{
    /// <summary>Runs the parser: what it throws besides a refusal is a finding.</summary>
    /// <returns>Whether the input was refused.</returns>
    public bool Run(byte[] input)
    {
        try
        {
            Parse(input);
            return false;
        }
        catch (OAuth2MailException e) when (e.ErrorId.Length > 0 && e.Message.Length < 4096)
        {
            return true;
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
