using System.Collections;
using System.Management.Automation;

namespace WinHarden.Host.Cmdlets;

[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObject : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string TypeName { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    public object[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    protected override void ProcessRecord()
    {
        var made = new PSObject(Make());
        foreach (DictionaryEntry entry in Property ?? new Hashtable())
        {
            Assign(made, entry.Key.ToString()!, entry.Value);
        }

        WriteObject(made);
    }

    private object Make()
    {
        if (TypeName is "PSObject" or "PSCustomObject" or "System.Management.Automation.PSObject")
        {
            return new PSObject();
        }

        if (!LanguagePrimitives.TryConvertTo<Type>(TypeName, out var type))
        {
            throw new PSArgumentException($"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded.");
        }

        var script = ScriptBlock.Create("param($Type, $Arguments) @{ Made = $Type::new.Invoke($Arguments) }");
        return ((Hashtable)script.Invoke(type, ArgumentList)[0].BaseObject)["Made"]!;
    }

    private static void Assign(PSObject made, string name, object? value)
    {
        if (made.Properties[name] is { } property)
        {
            property.Value = value;
        }
        else
        {
            made.Properties.Add(new PSNoteProperty(name, value));
        }
    }
}

[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObject : PSCmdlet
{
    private readonly List<PSObject> objects = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public int? First { get; set; }

    [Parameter]
    public int? Last { get; set; }

    [Parameter]
    public int Skip { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            objects.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        IEnumerable<PSObject> chosen = objects.Skip(Skip);
        chosen = First is { } first ? chosen.Take(first) : chosen;
        chosen = Last is { } last ? chosen.TakeLast(last) : chosen;
        var answers = chosen.SelectMany(Project);
        foreach (var answer in Unique ? answers.DistinctBy(Values.Key) : answers)
        {
            WriteObject(answer);
        }
    }

    private IEnumerable<object?> Project(PSObject item)
    {
        if (ExpandProperty is not null)
        {
            return Expand(item, ExpandProperty);
        }

        return Property.Length == 0 ? [item] : [Pick(item)];
    }

    private static IEnumerable<object?> Expand(PSObject item, string name)
    {
        var property = item.Properties[name]
            ?? throw new PSArgumentException($"Property \"{name}\" cannot be found.");
        return LanguagePrimitives.GetEnumerable(property.Value)?.Cast<object?>() ?? [property.Value];
    }

    private PSObject Pick(PSObject item)
    {
        var picked = new PSObject();
        foreach (var wanted in Property)
        {
            picked.Properties.Add(new PSNoteProperty(Values.Name(wanted), Values.Of(item, wanted)));
        }

        return picked;
    }
}

[Cmdlet("Sort", "Object")]
public sealed class SortObject : PSCmdlet
{
    private readonly List<PSObject> objects = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            objects.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        var sorted = objects.Order(Comparer<PSObject>.Create(Compare)).ToList();
        for (var at = 0; at < sorted.Count; at++)
        {
            if (!Unique || at == 0 || Compare(sorted[at - 1], sorted[at]) != 0)
            {
                WriteObject(sorted[at]);
            }
        }
    }

    private int Compare(PSObject? left, PSObject? right)
    {
        var wanted = Property.Length == 0 ? new object?[1] : Property;
        var order = wanted
            .Select(property => LanguagePrimitives.Compare(Values.Of(left, property), Values.Of(right, property), !CaseSensitive))
            .FirstOrDefault(order => order != 0);
        return Descending ? -order : order;
    }
}

/// <summary>What Select-Object and Sort-Object mean by a property: a name, a script block, or a table of both.</summary>
internal static class Values
{
    internal static object? Of(PSObject? item, object? property) => Bare(property) switch
    {
        null => item,
        ScriptBlock script => script.InvokeWithContext(null, [new PSVariable("_", item)]).FirstOrDefault(),
        IDictionary table => Of(item, table["Expression"] ?? table["e"]),
        var name => item?.BaseObject is IDictionary entries ? entries[name] : item?.Properties[name.ToString()!]?.Value,
    };

    internal static string Name(object property) => Bare(property) switch
    {
        IDictionary table => Text(table["Name"] ?? table["n"]),
        var name => Text(name),
    };

    internal static string Text(object? value) => LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty;

    /// <summary>What makes two answers the same for -Unique: their text, their properties' if they have no value of their own.</summary>
    internal static string Key(object? value) => value is PSObject { BaseObject: PSCustomObject } made
        ? string.Join('\0', made.Properties.Select(property => $"{property.Name}={Text(property.Value)}"))
        : Text(value);

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
