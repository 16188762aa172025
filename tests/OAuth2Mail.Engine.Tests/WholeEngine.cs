using System.Runtime.CompilerServices;
using OAuth2Mail.EngineHosting;

namespace OAuth2Mail.Engine.Tests;

internal static class WholeEngine
{
    /// <summary>Before the first test class is looked at: their signatures name types of the engine.</summary>
    [ModuleInitializer]
    internal static void Prepare() => Shell.Prepare();
}
