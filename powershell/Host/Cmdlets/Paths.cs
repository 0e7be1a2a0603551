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

/// <summary>A path that may hold wildcards, or a literal one.</summary>
public abstract class PathCmdlet : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Path")]
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

[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
public sealed class GetContent : PathCmdlet
{
    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    public string Encoding { get; set; } = "Default";

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            var file = GetUnresolvedProviderPathFromPSPath(path);
            if (!File.Exists(file))
            {
                var error = new ItemNotFoundException($"Cannot find path '{path}' because it does not exist.");
                WriteError(new ErrorRecord(error, "PathNotFound", ErrorCategory.ObjectNotFound, path));
                continue;
            }

            WriteObject(Raw ? File.ReadAllText(file, Named()) : File.ReadAllLines(file, Named()), !Raw);
        }
    }

    /// <summary>What 5.1 reads a file without a byte order mark as.</summary>
    private System.Text.Encoding Named() => Encoding.ToUpperInvariant() switch
    {
        "UTF8" => System.Text.Encoding.UTF8,
        "UNICODE" => System.Text.Encoding.Unicode,
        "ASCII" => System.Text.Encoding.ASCII,
        "DEFAULT" => System.Text.Encoding.Latin1,
        _ => throw new PSArgumentException($"'{Encoding}' is not an encoding of Windows PowerShell 5.1 that is known here."),
    };
}
