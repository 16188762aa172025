# Every test here must fail, and say so. A runner that lets one pass is worth nothing.

Describe 'Assertions' {
    It 'Be' { 1 | Should -Be 2 -Because 'numbers differ' }
    It 'Not Be' { 1 | Should -Not -Be 1 }
    It 'BeExactly' { 'a' | Should -BeExactly 'A' }
    It 'Be with more' { 1, 2 | Should -Be 1 }
    It 'BeLike' { 'abc' | Should -BeLike 'b*' }
    It 'Match' { 'abc' | Should -Match '^b' }
    It 'BeIn' { 3 | Should -BeIn 1, 2 }
    It 'Contain' { 1, 2 | Should -Contain 3 }
    It 'HaveCount' { 1, 2 | Should -HaveCount 3 }
    It 'BeTrue' { $false | Should -BeTrue }
    It 'BeFalse' { 1 | Should -BeFalse }
    It 'BeNullOrEmpty' { 'x' | Should -BeNullOrEmpty }
    It 'BeOfType' { 'x' | Should -BeOfType [int] }
    It 'BeGreaterThan' { 1 | Should -BeGreaterThan 1 }
    It 'BeLessThan' { 1 | Should -BeLessThan 1 }
    It 'BeGreaterOrEqual' { 1 | Should -BeGreaterOrEqual 2 }
    It 'BeLessOrEqual' { 2 | Should -BeLessOrEqual 1 }
    It 'Exist' { '/no/such/path' | Should -Exist }
    It 'one of several' { $true, $false, $true | Should -BeTrue }
    It 'no Throw' { { 1 } | Should -Throw }
    It 'Not Throw' { { throw 'x' } | Should -Not -Throw }
    It 'Throw with another message' { { throw 'one' } | Should -Throw 'two' }
    It 'Throw with another id' { { throw 'one' } | Should -Throw -ErrorId 'two' }
    It 'Throw with another type' { { throw 'one' } | Should -Throw -ExceptionType ([System.IO.IOException]) }
    It 'Throw of nothing' { 'text' | Should -Throw }
    It 'unknown assertion' { 1 | Should -BeLovely }
    It 'unknown command' { Get-NoSuchCommand; 1 | Should -Be 1 }
    It 'exception' { throw 'thrown' }
    It 'method' { [int]::Parse('x'); 1 | Should -Be 1 }
    It 'missing parameter' { Join-Path 'a'; 1 | Should -Be 1 }
    It 'case <_>' -ForEach 1, 2 { $_ | Should -Be 3 }
}

Describe 'BeforeAll' {
    BeforeAll { throw 'no set-up' }
    It 'takes its tests with it' { }
    Context 'inner' { It 'and those below' { } }
}

Describe 'BeforeEach' {
    BeforeEach { throw 'no set-up' }
    It 'takes its test with it' { }
}

Describe 'AfterEach' {
    AfterEach { throw 'no tear-down' }
    It 'takes its test with it' { }
}

Describe 'AfterAll' {
    AfterAll { throw 'no tear-down' }
    It 'takes the last test with it' { }
}

Describe 'Declared too late' {
    It 'has a test' { It 'within' { } }
}
