using OAuth2Mail.Fuzzing;
using SharpFuzz;

// For afl-fuzz, which runs this program (see fuzz.sh); or with files, to see what a finding does.
switch (args)
{
    case [var name]:
        FuzzTarget target = FuzzTargets.Named(name);
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Run(input.ToArray());
        });
        return 0;
    case [var name, .. var files]:
        foreach (string file in files)
        {
            Console.WriteLine($"{file}: {(FuzzTargets.Named(name).Run(File.ReadAllBytes(file)) ? "refused" : "taken")}");
        }

        return 0;
    default:
        Console.Error.WriteLine($"Usage: OAuth2Mail.Fuzzing <target> [files]\nTargets: {string.Join(" ", FuzzTargets.All)}");
        return 2;
}
