using System.Collections;
using System.Management.Automation;
using System.Text;

namespace WinHarden.Host.Cmdlets;

[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItem : PathCmdlet
{
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => WriteObject(InvokeProvider.Item.Get(Paths, Force, Literal), true);
}

[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItem : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "Path")]
    public string[] Path { get; set; } = ["."];

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Position = 1)]
    public string? Filter { get; set; }

    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter File { get; set; }

    [Parameter]
    public SwitchParameter Directory { get; set; }

    protected override void ProcessRecord()
    {
        var literal = ParameterSetName == "LiteralPath";
        foreach (var item in InvokeProvider.ChildItem.Get(literal ? LiteralPath : Path, Recurse, Force, literal))
        {
            if (Wanted(item))
            {
                WriteObject(item);
            }
        }
    }

    private bool Wanted(PSObject item)
    {
        var named = Filter is null || new WildcardPattern(Filter, WildcardOptions.IgnoreCase).IsMatch(Values.Text(item.Properties["Name"]?.Value));
        var isDirectory = item.BaseObject is DirectoryInfo;
        return named && !(File && isDirectory) && !(Directory && !isDirectory);
    }
}

[Cmdlet(VerbsCommon.New, "Item")]
public sealed class NewItem : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string[] Path { get; set; } = [];

    [Parameter]
    public string? ItemType { get; set; }

    [Parameter]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            // -Force is how a caller says that a folder may be there already.
            var existing = Force && ItemType == "Directory" && System.IO.Directory.Exists(GetUnresolvedProviderPathFromPSPath(path));
            WriteObject(existing ? InvokeProvider.Item.Get(path) : InvokeProvider.Item.New([path], null, ItemType, Value, Force), true);
        }
    }
}

[Cmdlet(VerbsCommon.Remove, "Item", DefaultParameterSetName = "Path")]
public sealed class RemoveItem : PathCmdlet
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => InvokeProvider.Item.Remove(Paths, Recurse, Force, Literal);
}

[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
public sealed class GetContent : PathCmdlet
{
    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    public string Encoding { get; set; } = "UTF8";

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            var file = GetUnresolvedProviderPathFromPSPath(path);
            if (!System.IO.File.Exists(file))
            {
                var error = new ItemNotFoundException($"Cannot find path '{path}' because it does not exist.");
                WriteError(new ErrorRecord(error, "PathNotFound", ErrorCategory.ObjectNotFound, path));
                continue;
            }

            var encoding = TextEncoding.Named(Encoding);
            WriteObject(Raw ? System.IO.File.ReadAllText(file, encoding) : System.IO.File.ReadAllLines(file, encoding), !Raw);
        }
    }
}

[Cmdlet(VerbsCommon.Set, "Content", DefaultParameterSetName = "Path")]
public sealed class SetContent : PSCmdlet
{
    private readonly List<string> lines = [];

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Path")]
    public string Path { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    public string LiteralPath { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true), AllowNull, AllowEmptyCollection]
    public object?[]? Value { get; set; }

    [Parameter]
    public string Encoding { get; set; } = "Default";

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => lines.AddRange((Value ?? []).Select(Values.Text));

    protected override void EndProcessing()
    {
        var path = ParameterSetName == "LiteralPath" ? LiteralPath : Path;
        var end = NoNewline ? string.Empty : Environment.NewLine;
        var text = string.Concat(lines.Select(line => line + end));
        System.IO.File.WriteAllText(GetUnresolvedProviderPathFromPSPath(path), text, TextEncoding.Named(Encoding));
    }
}

/// <summary>The names that Windows PowerShell 5.1 gives encodings: its UTF8 writes a byte order mark.</summary>
internal static class TextEncoding
{
    internal static Encoding Named(string name) => name.ToUpperInvariant() switch
    {
        "UTF8" => new UTF8Encoding(true),
        "UNICODE" => new UnicodeEncoding(false, true),
        "BIGENDIANUNICODE" => new UnicodeEncoding(true, true),
        "ASCII" => Encoding.ASCII,
        "DEFAULT" or "OEM" => Encoding.Latin1,
        _ => throw new PSArgumentException($"'{name}' is not an encoding of Windows PowerShell 5.1."),
    };
}
