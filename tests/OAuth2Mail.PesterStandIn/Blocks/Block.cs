using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Blocks;

/// <summary>A <c>Describe</c> or <c>Context</c>; at the root, a file.</summary>
internal sealed class Block(string name, Block? parent, object? data, bool skip)
{
    public string Name { get; } = name;

    public Block? Parent { get; } = parent;

    public object? Data { get; } = data;

    public bool Skip { get; } = skip || parent?.Skip == true;

    public ScriptBlock? BeforeAll { get; set; }

    public ScriptBlock? AfterAll { get; set; }

    public ScriptBlock? BeforeEach { get; set; }

    public ScriptBlock? AfterEach { get; set; }

    /// <summary>Tests and blocks in the order in which they are written.</summary>
    public List<object> Children { get; } = [];

    public IEnumerable<Test> AllTests =>
        Children.SelectMany(child => child is Block block ? block.AllTests : [(Test)child]);

    /// <summary>From the outermost block to this one.</summary>
    public IEnumerable<Block> Lineage => Parent is null ? [this] : Parent.Lineage.Append(this);

    public string PathOf(string child) => Parent is null ? child : $"{Parent.PathOf(Name)} > {child}";
}
