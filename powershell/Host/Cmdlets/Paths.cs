using System.Management.Automation;

namespace WinHarden.Host.Cmdlets;

[Cmdlet(VerbsCommon.Join, "Path")]
public sealed class JoinPath : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string[] Path { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true), AllowEmptyString]
    public string ChildPath { get; set; } = string.Empty;

    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            WriteObject(SessionState.Path.Combine(path, ChildPath));
        }
    }
}

[Cmdlet(VerbsCommon.Split, "Path")]
public sealed class SplitPath : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string[] Path { get; set; } = [];

    [Parameter]
    public SwitchParameter Leaf { get; set; }

    [Parameter]
    public SwitchParameter Parent { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            WriteObject(Leaf ? SessionState.Path.ParseChildName(path) : SessionState.Path.ParseParent(path, string.Empty));
        }
    }
}

/// <summary>A path that may hold wildcards, or a literal one.</summary>
public abstract class PathCmdlet : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath"), Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    protected bool Literal => ParameterSetName == "LiteralPath";

    protected string[] Paths => Literal ? LiteralPath : Path;
}

[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
public sealed class TestPath : PathCmdlet
{
    [Parameter]
    public TestPathType PathType { get; set; }

    public enum TestPathType
    {
        Any,
        Container,
        Leaf,
    }

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            WriteObject(Exists(path));
        }
    }

    private bool Exists(string path)
    {
        var items = InvokeProvider.Item;
        var isContainer = items.IsContainer(path);
        return PathType switch
        {
            TestPathType.Container => isContainer,
            TestPathType.Leaf => !isContainer && items.Exists(path, force: true, Literal),
            _ => items.Exists(path, force: true, Literal),
        };
    }
}
