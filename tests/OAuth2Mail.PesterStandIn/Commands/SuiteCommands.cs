using System.Management.Automation.Runspaces;

namespace OAuth2Mail.PesterStandIn.Commands;

/// <summary>Makes the words of the language known to a session. A cmdlet needs a verb, so most are aliases.</summary>
internal static class SuiteCommands
{
    public static void Register(InitialSessionState state)
    {
        Add("Describe", "Add-Describe", typeof(AddDescribeCommand));
        Add("Context", "Add-Context", typeof(AddContextCommand));
        Add("It", "Add-It", typeof(AddItCommand));
        Add("BeforeDiscovery", "Invoke-BeforeDiscovery", typeof(InvokeBeforeDiscoveryCommand));
        Add("BeforeAll", "Add-BeforeAll", typeof(AddBeforeAllCommand));
        Add("AfterAll", "Add-AfterAll", typeof(AddAfterAllCommand));
        Add("BeforeEach", "Add-BeforeEach", typeof(AddBeforeEachCommand));
        Add("AfterEach", "Add-AfterEach", typeof(AddAfterEachCommand));
        Add("Should", "Assert-Should", typeof(ShouldCommand));
        Add(null, "Set-ItResult", typeof(SetItResultCommand));

        void Add(string? word, string cmdlet, Type type)
        {
            state.Commands.Add(new SessionStateCmdletEntry(cmdlet, type, null));
            if (word is not null)
            {
                state.Commands.Add(new SessionStateAliasEntry(word, cmdlet));
            }
        }
    }
}
