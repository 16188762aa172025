using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.House;

/// <summary>What has grown too large to be read at once holds several things, and wants to be taken apart.</summary>
public sealed class SizeTests
{
    private const int LongestFile = 300;
    private const int LargestType = 400;

    private static IEnumerable<(string Name, int Lines)> Files =>
        Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => (Path.GetFileName(file), File.ReadLines(file).Count()));

    [Fact]
    public void No_file_is_too_long() => Assert.DoesNotContain(Files, file => file.Lines > LongestFile);

    // The files of a partial type begin with its name.
    [Fact]
    public void No_type_is_too_large() => Assert.DoesNotContain(
        Files.GroupBy(file => file.Name.Split('.')[0], (name, parts) => (name, Lines: parts.Sum(part => part.Lines))),
        type => type.Lines > LargestType);
}
