using Microsoft.Extensions.Time.Testing;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Diagnostics;
using OAuth2Mail.Vaults;
using Xunit;

namespace OAuth2Mail.Tests.Vaults;

public sealed class ProfileLockTests
{
    private readonly string _vault = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Lock_is_had_by_one_at_a_time_and_case_makes_no_difference()
    {
        var first = await AcquireAsync("News", _vault);
        var second = AcquireAsync("nEWS", _vault.ToUpperInvariant());
        await Task.Delay(100);
        Assert.False(second.IsCompleted);

        first.Dispose();

        using var held = await second.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Other_profiles_and_vaults_are_free()
    {
        using var one = await AcquireAsync("news", _vault);
        using var other = await AcquireAsync("reports", _vault).WaitAsync(TimeSpan.FromSeconds(5));
        using var elsewhere = await AcquireAsync("news", _vault + "2").WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Lock_that_is_never_given_back_is_an_error_in_the_end()
    {
        var clock = new FakeTimeProvider();
        using var held = await AcquireAsync("news", _vault);
        var waiting = ProfileLock.AcquireAsync(At("news", _vault), new RecordingSink(), clock, default);
        var failed = Assert.ThrowsAsync<OAuth2MailException>(() => waiting);
        while (!failed.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(5);
        }

        var failure = await failed;
        Assert.Equal("ProfileLockTimeout", failure.ErrorId);
        Assert.Equal(FailureKind.Timeout, failure.Kind);
        Assert.Contains(".lock", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var held = await AcquireAsync("news", _vault);
        using var stop = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ProfileLock.AcquireAsync(At("news", _vault), new RecordingSink(), TimeProvider.System, stop.Token));
    }

    [Fact]
    public async Task Folder_that_others_could_write_to_is_closed_to_them()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has the ACL of the user's profile.");
            return;
        }

        using (await AcquireAsync("news", _vault))
        {
            string folder = Path.GetDirectoryName(ExclusiveFile.PathOf(At("news", _vault).Subject))!;
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);

            using var other = await AcquireAsync("reports", _vault);

            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(folder));
        }
    }

    [Fact]
    public async Task Path_that_cannot_be_a_lock_is_an_error_at_once()
    {
        string path = ExclusiveFile.PathOf(At("news", _vault).Subject)!;
        Directory.CreateDirectory(path);
        try
        {
            var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => AcquireAsync("news", _vault))
                .WaitAsync(TimeSpan.FromSeconds(5));

            Assert.Equal("ProfileLockUnavailable", failure.ErrorId);
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    private static ProfileLocation At(string name, string vault) => new(ProfileName.Parse(name), vault);

    private static Task<ProfileLock> AcquireAsync(string name, string vault)
        => ProfileLock.AcquireAsync(At(name, vault), new RecordingSink(), TimeProvider.System, CancellationToken.None);
}
