# Pester takes this in a block only.
BeforeEach { }

Describe 'Something' {
    It 'is never run' { 1 | Should -Be 1 }
}
