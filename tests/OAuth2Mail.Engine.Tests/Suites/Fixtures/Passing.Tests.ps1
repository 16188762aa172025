# Plain Pester 5: everything here passes or is skipped.

$seenAtDiscovery = 'not seen when tests run'

BeforeDiscovery {
    $cases = @(@{ number = 1; name = @{ first = 'one' } }, @{ number = 2; name = @{ first = 'two' } })
}

BeforeAll {
    function Get-FromRoot { 'root' }
    $root = 'root'
    $log = [System.Collections.Generic.List[string]]::new()
}

Describe 'Scopes' {
    BeforeAll { $level = 'describe'; $folder = $PSScriptRoot }
    BeforeEach { $log.Add('outer before'); $each = 'fresh' }
    AfterEach { $log.Add('outer after') }

    It 'sees what BeforeAll and BeforeEach set' {
        $root, $level, $each, (Get-FromRoot) | Should -Be @('root', 'describe', 'fresh', 'root')
        $each = 'changed'
    }

    It 'does not see what a test set' { $each | Should -Be 'fresh' }

    It 'does not see what discovery set' { $seenAtDiscovery | Should -BeNullOrEmpty }

    It 'knows its folder' {
        $folder | Should -Be $PSScriptRoot
        Join-Path $PSScriptRoot 'Passing.Tests.ps1' | Should -Exist
    }

    Context 'Nested' {
        BeforeAll { $level = 'context' }
        BeforeEach { $log.Add('inner before') }
        AfterEach { $log.Add('inner after') }

        It 'overrides' { $level | Should -Be 'context'; $log.Clear() }

        It 'nests what surrounds each test' {
            $log | Should -Be @('inner after', 'outer after', 'outer before', 'inner before')
        }
    }

    It 'leaves the outer scope alone' { $level | Should -Be 'describe' }
}

Describe 'Cases' {
    It 'has <number> called <name.first>' -TestCases $cases {
        $name.first | Should -Be @('one', 'two')[$number - 1]
        $_.number | Should -Be $number
    }

    It 'has plain <_>' -ForEach 'a', 'b' { $_ | Should -BeIn 'a', 'b' }

    It 'has none' -ForEach @() { throw 'never' }

    Context 'Block <number>' -ForEach $cases {
        It 'sees its case' { $number | Should -BeIn 1, 2 }
    }
}

Describe 'Skipping' {
    It 'is skipped' -Skip { throw 'never' }
    It 'skips itself' { Set-ItResult -Skipped -Because 'it can'; throw 'never' }
    It 'does not know' { Set-ItResult -Inconclusive -Because 'nobody does' }
    Context 'All of it' -Skip {
        BeforeAll { throw 'never' }
        It 'is skipped too' { throw 'never' }
    }
}

Describe 'Should' {
    It 'compares' {
        'a' | Should -Be 'A'
        'a' | Should -Not -BeExactly 'A' -Because 'case counts'
        1 | Should -Be '1'
        @(1, 2) | Should -Be @(1, 2)
        @(1, @(2, 3)) | Should -Be @(1, @(2, 3))
        $null | Should -Be $null
        Should -ActualValue 5 -Be 5
        'abc' | Should -BeLike 'A*'
        'abc' | Should -Match '^B?a'
        2 | Should -BeIn 1, 2
        1, 2 | Should -Contain 2
        1, 2 | Should -Not -Contain 3
        2 | Should -BeGreaterThan 1
        1 | Should -BeLessThan 2
        2 | Should -BeGreaterOrEqual 2
        2 | Should -BeLessOrEqual 2
    }

    It 'counts' {
        1, 2 | Should -HaveCount 2
        @() | Should -HaveCount 0
        @() | Should -BeNullOrEmpty
        '' | Should -BeNullOrEmpty
        $null | Should -BeNullOrEmpty
        @{} | Should -BeNullOrEmpty
        0 | Should -Not -BeNullOrEmpty
    }

    It 'tells truth and type' {
        1 | Should -BeTrue
        '' | Should -BeFalse
        'x' | Should -BeOfType [string]
        'x' | Should -BeOfType System.String
        [System.IO.IOException]::new() | Should -BeOfType ([Exception])
        'x' | Should -Not -BeOfType [int]
    }

    It 'catches' {
        { throw 'a nice message' } | Should -Throw
        { throw 'a nice message' } | Should -Throw '*nice*'
        { throw 'a nice message' } | Should -Throw -ExceptionType ([System.Management.Automation.RuntimeException])
        { Get-NoSuchCommand } | Should -Throw -ErrorId 'CommandNotFoundException'
        { Get-Module -ListAvailable -Name 'x' -ErrorAction NoSuch } | Should -Throw -ErrorId 'CannotConvertArgument*'
        { 1 } | Should -Not -Throw
        ({ throw 'kept' } | Should -Throw -PassThru).Exception.Message | Should -Be 'kept'
        { 1 | Should -Be 2 } | Should -Throw -ErrorId 'PesterAssertionFailed*'
    }
}

Describe 'TestDrive' {
    BeforeAll { Set-Content (Join-Path $TestDrive 'all.txt') 'all' }

    It 'is a folder and a drive' {
        $TestDrive | Should -Exist
        Get-Content 'TestDrive:/all.txt' | Should -Be 'all'
    }

    Context 'inner' {
        It 'takes a file' { Set-Content 'TestDrive:/inner.txt' 'x'; Join-Path $TestDrive 'inner.txt' | Should -Exist }
    }

    It 'forgets the files of blocks that ended' {
        Join-Path $TestDrive 'inner.txt' | Should -Not -Exist
        Join-Path $TestDrive 'all.txt' | Should -Exist
    }
}

Describe 'Errors that end nothing' {
    Write-Error 'ignored at discovery'
    It 'pass' { Write-Error 'ignored'; 1 | Should -Be 1 }
    It 'asserts nothing' { }
}
