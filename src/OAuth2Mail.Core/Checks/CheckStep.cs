namespace OAuth2Mail.Checks;

/// <summary>One step of a test.</summary>
/// <param name="Name">What is checked.</param>
/// <param name="Needs">The checks without which it cannot be made.</param>
/// <param name="RunAsync">Makes it.</param>
internal sealed record CheckStep(string Name, string[] Needs, Func<CancellationToken, Task<Finding>> RunAsync);
