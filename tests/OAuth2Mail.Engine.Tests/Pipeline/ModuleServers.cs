using OAuth2Mail.LoopbackServers;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Pipeline;

/// <summary>The servers that the module's tests share: starting them takes longer than most tests.</summary>
public sealed class ModuleServers : IAsyncLifetime
{
    public LoopbackEnvironment Environment { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Environment = await LoopbackEnvironment.StartAsync();

    public ValueTask DisposeAsync() => Environment.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class UsesModuleServers : ICollectionFixture<ModuleServers>
{
    public const string Name = "Module";
}
