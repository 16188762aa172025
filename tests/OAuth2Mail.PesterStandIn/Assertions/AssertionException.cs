namespace OAuth2Mail.PesterStandIn.Assertions;

/// <summary>An assertion did not hold.</summary>
public sealed class AssertionException : Exception
{
    public AssertionException()
    {
    }

    public AssertionException(string message) : base(message)
    {
    }

    public AssertionException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
