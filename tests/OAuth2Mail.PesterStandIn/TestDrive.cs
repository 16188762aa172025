using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn;

/// <summary><c>$TestDrive</c> and <c>TestDrive:</c>. What a block puts there is gone when the block ends.</summary>
internal sealed class TestDrive : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("oauth2mail-testdrive-");

    public void Mount(SessionState session)
    {
        session.Drive.New(new PSDriveInfo("TestDrive", session.Provider.GetOne("FileSystem"), _root.FullName, "", null), "global");
        session.PSVariable.Set("global:TestDrive", _root.FullName);
    }

    public HashSet<string> Contents() => [.. Directory.EnumerateFileSystemEntries(_root.FullName, "*", SearchOption.AllDirectories)];

    public void RemoveAllBut(HashSet<string> kept)
    {
        foreach (var path in Contents().Where(path => !kept.Contains(path)))
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }
            else if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }

    public void Dispose() => _root.Delete(recursive: true);
}
