using FsCheck;
using FsCheck.Fluent;
using OAuth2Mail.Fuzzing;
using Xunit;

namespace OAuth2Mail.Tests.Fuzzing;

/// <summary>
/// Whatever others wrote is read or refused, and nothing else: with the corpus, with inputs made of it, and with rubbish. A longer
/// search that is guided by coverage is tests/OAuth2Mail.Fuzzing/fuzz.sh.
/// </summary>
public sealed class ParserTests
{
    private static readonly byte[][] s_dictionary =
    [
        .. new[] { "\"", "{", "}", "[", "]", ":", ",", "\\u0000", "\\ud800", "null", "1e999", "-1", "\r\n", "\r\n\r\n", "%00", "%", "=", "&", "<", ">", "@", ".", "é", "\u0000", "\ufeff" }
            .Select(System.Text.Encoding.UTF8.GetBytes),
        [0xff], [0x80], [0xed, 0xa0, 0x80],
    ];

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_input_of_the_corpus_is_read_or_refused(string name)
    {
        var target = FuzzTargets.Named(name);
        var corpus = Corpus(name);

        var refused = corpus.Count(target.Run);

        Assert.True(corpus.Count >= 2, $"{corpus.Count} inputs");
        Assert.True(refused < corpus.Count, "Nothing in the corpus is good: only the refusal is tested.");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_is_made_of_the_corpus_is_read_or_refused(string name)
    {
        var target = FuzzTargets.Named(name);

        // Keys and certificates cost milliseconds each.
        var count = name is "private-key" or "certificate-file" or "mail-certificate" or "stored-profile" ? 100 : 300;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count),
            Prop.ForAll(Arb.From(Mutants(Corpus(name))), input =>
            {
                target.Run(input);
                return true;
            }));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Rubbish_is_read_or_refused(string name)
    {
        var target = FuzzTargets.Named(name);

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(5000),
            Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), input =>
            {
                target.Run(input);
                return true;
            }));
    }

    // One to eight changes: cut, doubled, joined with another, a byte changed, a piece of the dictionary put in.
    private static Gen<byte[]> Mutants(IReadOnlyList<byte[]> corpus) =>
        from start in Gen.Elements(corpus.AsEnumerable())
        from count in Gen.Choose(1, 8)
        from changes in Gen.ListOf(Change(corpus), count)
        select changes.Aggregate(start, static (input, change) => change(input));

    private static Gen<Func<byte[], byte[]>> Change(IReadOnlyList<byte[]> corpus) =>
        from kind in Gen.Choose(0, 5)
        from place in Gen.Choose(0, int.MaxValue - 1)
        from length in Gen.Choose(0, 200)
        from value in Gen.Choose(0, 255)
        from word in Gen.Elements(s_dictionary.AsEnumerable())
        from other in Gen.Elements(corpus.AsEnumerable())
        select (Func<byte[], byte[]>)(input =>
        {
            var at = input.Length == 0 ? 0 : place % input.Length;
            var end = Math.Min(input.Length, at + length);
            return kind switch
            {
                0 => input[..at],
                1 => [.. input[..at], .. input[end..]],
                2 => [.. input[..end], .. input[at..]],
                3 => [.. input[..at], .. word, .. input[at..]],
                4 => [.. input[..at], .. other[(other.Length == 0 ? 0 : place % other.Length)..]],
                _ => [.. input[..at], (byte)value, .. input[Math.Min(input.Length, at + 1)..]],
            };
        });

    private static IReadOnlyList<byte[]> Corpus(string name) =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "corpus", name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
