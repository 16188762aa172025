Describe 'Mocks' {
    Mock Get-Date { }
    It 'is never reached' { }
}
