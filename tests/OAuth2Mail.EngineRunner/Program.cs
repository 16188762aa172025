using System.Management.Automation;
using OAuth2Mail.EngineHosting;

// Output goes to standard output, a line an object; errors go to standard error, with their ids.
string script = args is ["-File", var path] ? await File.ReadAllTextAsync(path) : args.Single();
using var session = new EngineSession();
EngineResult result = session.Run(script);
foreach (PSObject? value in result.Output)
{
    Console.Out.WriteLine(value?.ToString());
}

foreach (string warning in result.Warnings)
{
    Console.Error.WriteLine($"WARNING: {warning}");
}

ErrorRecord[] errors = result.TerminatingError is null ? [.. result.Errors] : [.. result.Errors, result.TerminatingError];
foreach (ErrorRecord error in errors)
{
    Console.Error.WriteLine($"{error.FullyQualifiedErrorId}: {error}");
}

return errors.Length == 0 ? 0 : 1;
