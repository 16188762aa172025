Describe 'Assertions' {
    It 'passes' { 1 | Should -Be 1 }
    It 'fails' { 1 | Should -Be 2 }
    It 'skips itself' { Set-ItResult -Skipped -Because 'it can' }
}

Describe 'Cases' {
    It 'has <number> called <name>' -TestCases @(
        @{ number = 1; name = 'one' }
        @{ number = 2; name = 'two' }
    ) {
        $number | Should -BeGreaterThan 0
    }
}

Describe 'A set-up that fails' {
    BeforeAll { throw 'no set-up' }
    It 'fails its tests' { 1 | Should -Be 1 }
}
