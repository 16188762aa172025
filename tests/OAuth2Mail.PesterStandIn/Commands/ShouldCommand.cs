using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using OAuth2Mail.PesterStandIn.Assertions;

namespace OAuth2Mail.PesterStandIn.Commands;

/// <summary>Pester's assertions, one parameter set each. An unknown one does not bind, and so fails the test.</summary>
[Cmdlet("Assert", "Should")]
public sealed class ShouldCommand : PSCmdlet
{
    private const string FailureId = "PesterAssertionFailed";

    private readonly List<object?> _actual = [];

    [Parameter(ValueFromPipeline = true)]
    public object? ActualValue { get; set; }

    [Parameter]
    public SwitchParameter Not { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(Be))]
    public SwitchParameter Be { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeExactly))]
    public SwitchParameter BeExactly { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeLike))]
    public SwitchParameter BeLike { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(Match))]
    public SwitchParameter Match { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeIn))]
    public SwitchParameter BeIn { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(Contain))]
    public SwitchParameter Contain { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(HaveCount))]
    public SwitchParameter HaveCount { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeTrue))]
    public SwitchParameter BeTrue { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeFalse))]
    public SwitchParameter BeFalse { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeNullOrEmpty))]
    public SwitchParameter BeNullOrEmpty { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeOfType))]
    public SwitchParameter BeOfType { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeGreaterThan))]
    public SwitchParameter BeGreaterThan { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeLessThan))]
    public SwitchParameter BeLessThan { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeGreaterOrEqual))]
    public SwitchParameter BeGreaterOrEqual { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(BeLessOrEqual))]
    public SwitchParameter BeLessOrEqual { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(Exist))]
    public SwitchParameter Exist { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = nameof(Throw))]
    public SwitchParameter Throw { get; set; }

    [Parameter(Position = 0, ParameterSetName = nameof(Be))]
    [Parameter(Position = 0, ParameterSetName = nameof(BeExactly))]
    [Parameter(Position = 0, ParameterSetName = nameof(BeLike))]
    [Parameter(Position = 0, ParameterSetName = nameof(Match))]
    [Parameter(Position = 0, ParameterSetName = nameof(BeIn))]
    [Parameter(Position = 0, ParameterSetName = nameof(Contain))]
    [Parameter(Position = 0, ParameterSetName = nameof(HaveCount))]
    [Parameter(Position = 0, ParameterSetName = nameof(BeOfType))]
    [Parameter(Position = 0, ParameterSetName = nameof(BeGreaterThan))]
    [Parameter(Position = 0, ParameterSetName = nameof(BeLessThan))]
    [Parameter(Position = 0, ParameterSetName = nameof(BeGreaterOrEqual))]
    [Parameter(Position = 0, ParameterSetName = nameof(BeLessOrEqual))]
    [Alias("RegularExpression", "ExpectedType")]
    public object? ExpectedValue { get; set; }

    [Parameter(Position = 0, ParameterSetName = nameof(Throw))]
    public string? ExpectedMessage { get; set; }

    [Parameter(Position = 1, ParameterSetName = nameof(Throw))]
    public string? ErrorId { get; set; }

    [Parameter(Position = 2, ParameterSetName = nameof(Throw))]
    public Type? ExceptionType { get; set; }

    [Parameter(ParameterSetName = nameof(Throw))]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public string? Because { get; set; }

    protected override void ProcessRecord() => _actual.Add(ActualValue);

    protected override void EndProcessing()
    {
        // Some look at the collection as a whole, the others at each element.
        if (ParameterSetName is nameof(Be) or nameof(BeExactly) or nameof(BeNullOrEmpty) or nameof(Contain) or nameof(HaveCount))
        {
            Check(_actual.ToArray());
        }
        else
        {
            _actual.DefaultIfEmpty(null).ToList().ForEach(Check);
        }
    }

    private void Check(object? actual)
    {
        if (Throw)
        {
            CheckThrown(actual);
            return;
        }

        var (holds, expectation) = Evaluate(actual);
        if (holds == Not)
        {
            var shown = actual is object?[] and [var single] ? single : actual;
            Fail($"Expected {(Not ? "not " : "")}{expectation}{Phrase.Because(Because)}, but got {Phrase.Of(shown)}.");
        }
    }

    private (bool Holds, string Expectation) Evaluate(object? actual)
    {
        var expected = ExpectedValue;
        var shown = Phrase.Of(expected);
        return ParameterSetName switch
        {
            nameof(Be) => (Comparison.AreEqual(actual, expected, ignoreCase: true), shown),
            nameof(BeExactly) => (Comparison.AreEqual(actual, expected, ignoreCase: false), $"exactly {shown}"),
            nameof(BeLike) => (Comparison.IsLike(Text(actual), Text(expected)), $"like {shown}"),
            nameof(Match) => (Regex.IsMatch(Text(actual), Text(expected), RegexOptions.IgnoreCase), $"a match of {shown}"),
            nameof(BeIn) => (Comparison.Contains(expected, actual), $"one of {shown}"),
            nameof(Contain) => (Comparison.Contains(actual, expected), $"a collection with {shown}"),
            nameof(HaveCount) => (_actual.Count == LanguagePrimitives.ConvertTo<int>(expected), $"a collection of {shown}"),
            nameof(BeTrue) => (LanguagePrimitives.IsTrue(actual), "$true"),
            nameof(BeFalse) => (!LanguagePrimitives.IsTrue(actual), "$false"),
            nameof(BeNullOrEmpty) => (Comparison.IsNullOrEmpty(_actual), "$null or empty"),
            nameof(BeOfType) => (Comparison.IsOfType(actual, expected), $"a value of type {shown}"),
            nameof(BeGreaterThan) => (Compare() > 0, $"more than {shown}"),
            nameof(BeLessThan) => (Compare() < 0, $"less than {shown}"),
            nameof(BeGreaterOrEqual) => (Compare() >= 0, $"at least {shown}"),
            nameof(BeLessOrEqual) => (Compare() <= 0, $"at most {shown}"),
            nameof(Exist) => (InvokeProvider.Item.Exists(Text(actual)), "a path that exists"),
            _ => throw new NotSupportedException($"Should -{ParameterSetName}"),
        };

        int Compare() => LanguagePrimitives.Compare(actual, expected, ignoreCase: true, CultureInfo.InvariantCulture);
    }

    private void CheckThrown(object? actual)
    {
        var block = Comparison.Base(actual) as ScriptBlock
            ?? throw new ArgumentException("Input is missing or not a ScriptBlock. Input to '-Throw' and '-Not -Throw' must be enclosed in curly braces.");
        var error = new Scope(SessionState).Invoke(block);
        if (Not)
        {
            if (error is not null)
            {
                Fail($"Expected no exception to be thrown{Phrase.Because(Because)}, but '{error.Exception.Message}' was thrown "
                    + $"({error.FullyQualifiedErrorId}).");
            }

            return;
        }

        string?[] differences = error is null
            ? ["no exception was thrown"]
            : [
                ExceptionType?.IsInstanceOfType(error.Exception) == false ? $"the exception type was {Phrase.Of(error.Exception.GetType())}" : null,
                Differs(ExpectedMessage, error.Exception.Message) ? $"the message was {Phrase.Of(error.Exception.Message)}" : null,
                Differs(ErrorId, error.FullyQualifiedErrorId) ? $"the FullyQualifiedErrorId was {Phrase.Of(error.FullyQualifiedErrorId)}" : null,
            ];
        if (differences.Any(difference => difference is not null))
        {
            Fail($"Expected an exception{Wanted()} to be thrown{Phrase.Because(Because)}, but "
                + $"{string.Join(" and ", differences.Where(difference => difference is not null))}.");
        }

        if (PassThru)
        {
            WriteObject(error);
        }

        static bool Differs(string? pattern, string value) => !string.IsNullOrWhiteSpace(pattern) && !Comparison.IsLike(value, pattern);

        string Wanted() => string.Concat(
            ExceptionType is null ? "" : $" of type {Phrase.Of(ExceptionType)}",
            string.IsNullOrWhiteSpace(ExpectedMessage) ? "" : $" with message like {Phrase.Of(ExpectedMessage)}",
            string.IsNullOrWhiteSpace(ErrorId) ? "" : $" with FullyQualifiedErrorId {Phrase.Of(ErrorId)}");
    }

    private static string Text(object? value) => LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty;

    private void Fail(string message) => ThrowTerminatingError(
        new ErrorRecord(new AssertionException(message), FailureId, ErrorCategory.InvalidResult, targetObject: null));
}
