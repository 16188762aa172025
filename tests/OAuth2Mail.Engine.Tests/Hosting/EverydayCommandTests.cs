using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Hosting;

/// <summary>The stand-ins for Utility, Management and Security, in the uses that suites make of them.</summary>
public sealed class EverydayCommandTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Select_First_stops_what_comes_before_it()
    {
        var result = _session.Run("""
            $seen = 0
            1..100 | ForEach-Object { $seen++; $_ } | Select-Object -First 2
            $seen
            """);

        Assert.Equal([1, 2, 2], result.All<int>());
    }

    [Theory]
    [InlineData("(1..5 | Select-Object -Skip 1 -First 2) -join ','", "2,3")]
    [InlineData("(1..5 | Select-Object -Last 2) -join ','", "4,5")]
    [InlineData("'abc' | Select-Object -ExpandProperty Length", 3)]
    [InlineData("([pscustomobject]@{ A = 1; B = 2 } | Select-Object B).psobject.Properties.Name -join ','", "B")]
    [InlineData("(Write-Output 1 2 3).Count", 3)]
    [InlineData("('{\"a\":{\"b\":[1,2.5,null,true]}}' | ConvertFrom-Json).a.b.Count", 4)]
    [InlineData("(@{} | Out-String).GetType().Name", "String")]
    [InlineData("([pscustomobject]@{ A = 1 } | Out-String -Stream | Where-Object { $_ }) -join '|'", "A|-|1")]
    [InlineData("(3,1,2 | Sort-Object -Descending) -join ','", "3,2,1")]
    [InlineData("(1,2,3 | Measure-Object -Sum).Sum", 6.0)]
    [InlineData("(New-Object Version 1, 2).Minor", 2)]
    [InlineData("(New-Object psobject -Property @{ A = 5 }).A", 5)]
    [InlineData("ConvertTo-SecureString secret -AsPlainText -Force | ConvertFrom-SecureString -AsPlainText", "secret")]
    [InlineData("('Name,Email','\"Love, Ada\",ada@example.org' | ConvertFrom-Csv).Name", "Love, Ada")]
    [InlineData("Get-Date '2026-01-02' -Format yyyy/MM/dd", "2026/01/02")]
    [InlineData("(Write-Host hello 6>&1).ToString()", "hello")]
    public void Everyday_commands_do_the_simple_things(string script, object expected)
    {
        Assert.Equal(expected, Convert.ChangeType(_session.Run(script).One<object>(), expected.GetType(), null));
    }

    [Fact]
    public void Files_can_be_written_read_listed_and_removed()
    {
        var result = _session.Run("""
            $folder = Join-Path ([IO.Path]::GetTempPath()) "oauth2mail-$(New-Guid)"
            $null = New-Item $folder -ItemType Directory
            'one', 'two' | Set-Content (Join-Path $folder a.txt)
            (Get-Content (Join-Path $folder a.txt)).Count
            (Get-Content (Join-Path $folder a.txt) -Raw).Length
            (Get-ChildItem $folder -Filter *.txt).Name
            Split-Path (Get-Item (Join-Path $folder a.txt)).FullName -Leaf
            Test-Path (Join-Path $folder a.txt) -PathType Leaf
            Remove-Item $folder -Recurse -Force
            Test-Path $folder
            Get-Content (Join-Path $folder missing.txt) -ErrorAction SilentlyContinue
            """);

        Assert.Equal([2, 6 + (2 * Environment.NewLine.Length), "a.txt", "a.txt", true, false], result.Output.Select(output => output!.BaseObject));
    }
}
