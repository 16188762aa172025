using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.Engine.Tests.Modes;

/// <summary>What a first mail left behind.</summary>
public sealed record ModeRun(
    string Name, ReceivedMessage Received, IReadOnlyList<RecordedRequest> TokenRequests, EngineResult Result);
