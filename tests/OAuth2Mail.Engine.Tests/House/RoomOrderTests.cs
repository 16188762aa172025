using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.House;

/// <summary>
/// The rooms (folders) of an assembly stand in an order: a room uses those above it, never one below. This is the one place
/// where the order is written down.
/// </summary>
public sealed class RoomOrderTests
{
    private static readonly string[] s_core =
    [
        "Diagnostics",
        "Profiles",
        "Vaults",
        "Protocol",
        "Providers",
        "Tokens",
        "Authorization",
        "Messages",
        "Delivery",
        "Editing",
        "Checks",
    ];

    private static readonly string[] s_module =
    [
        "Errors",
        "Pipeline",
        "Secrets",
        "Completion",
        // What lies outside the rooms puts them together for the cmdlets.
        ".",
        "Cmdlets",
    ];

    [Theory]
    [InlineData("OAuth2Mail.Core")]
    [InlineData("OAuth2Mail")]
    public void A_room_uses_none_below_it(string project)
    {
        string[] order = project == "OAuth2Mail" ? s_module : s_core;
        Dictionary<string, string> rooms = FindRooms(project);
        IType[] types = Load(project);

        string[] wrong =
        [
            .. from type in types
               from target in type.Dependencies.Select(dependency => NameOf(dependency.Target)).Distinct()
               where rooms.ContainsKey(target)
               let room = rooms[NameOf(type)]
               where Array.IndexOf(order, rooms[target]) > Array.IndexOf(order, room)
               select $"{room}/{NameOf(type)} uses {rooms[target]}/{target}",
        ];

        Assert.Empty(wrong.Distinct());
    }

    [Theory]
    [InlineData("OAuth2Mail.Core")]
    [InlineData("OAuth2Mail")]
    public void Every_room_has_its_place_in_the_order(string project)
    {
        string[] order = project == "OAuth2Mail" ? s_module : s_core;

        Assert.Equal(order.Order(StringComparer.Ordinal), FindRooms(project).Values.Distinct().Order(StringComparer.Ordinal));
        Assert.All(Load(project), type => Assert.Contains(NameOf(type), FindRooms(project)));
    }

    // By its file: users know a public type by a short name, whatever room it belongs to.
    private static Dictionary<string, string> FindRooms(string project)
    {
        string root = Path.Combine(Checkout.Root, "src", project);
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file))
            .Where(file => !file.StartsWith("obj", StringComparison.Ordinal) && !file.StartsWith("bin", StringComparison.Ordinal))
            .Select(file => (Type: Path.GetFileName(file).Split('.')[0], Room: file.Split(Path.DirectorySeparatorChar)[..^1]))
            .DistinctBy(file => file.Type)
            .ToDictionary(file => file.Type, file => file.Room is [var room, ..] ? room : ".", StringComparer.Ordinal);
    }

    private static IType[] Load(string project)
    {
        string folder = Path.Combine(Checkout.Root, "module", "bin", "net8.0");
        Architecture architecture = new ArchLoader()
            .LoadFilteredDirectory(folder, $"{project}.dll")
            .Build();
        return [.. architecture.Types.Where(type => type.Namespace.FullName.StartsWith("OAuth2Mail", StringComparison.Ordinal))];
    }

    // That of its file: of nested types the outermost, of generic types without the number of parameters.
    private static string NameOf(IType type)
    {
        string name = type.FullName.Split('+', '/')[0];
        return name[(name.LastIndexOf('.') + 1)..].Split('`')[0];
    }
}
