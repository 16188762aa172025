using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OAuth2Mail.Benchmarks;

// In this process, since the servers run here too; few iterations, since only ratios count.
IConfig config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(1).WithIterationCount(5).WithInvocationCount(1).WithUnrollFactor(1));
BenchmarkSwitcher.FromTypes([typeof(ConnectionBenchmarks), typeof(AttachmentBenchmarks)]).RunAll(config, args);
