using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WinHarden.Host.Cmdlets;

/// <summary>As Windows PowerShell 5.1: 32-bit integers where they fit, dates stay text, a list is one object on the pipeline.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJson : PSCmdlet
{
    private readonly StringBuilder text = new();

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true), AllowEmptyString]
    public string InputObject { get; set; } = string.Empty;

    protected override void ProcessRecord() => text.AppendLine(InputObject);

    protected override void EndProcessing()
    {
        try
        {
            using var document = JsonDocument.Parse(text.ToString(), new JsonDocumentOptions { MaxDepth = 100 });
            WriteObject(Read(document.RootElement), enumerateCollection: false);
        }
        catch (JsonException error)
        {
            var wrong = new ArgumentException($"Invalid JSON primitive: {error.Message}", error);
            ThrowTerminatingError(new ErrorRecord(wrong, "System.ArgumentException", ErrorCategory.NotSpecified, null));
        }
    }

    private static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static PSObject ReadObject(JsonElement element)
    {
        var made = new PSObject();
        foreach (var member in element.EnumerateObject())
        {
            if (made.Properties[member.Name] is not null)
            {
                throw new PSInvalidOperationException(
                    $"Cannot convert the JSON string because a dictionary that was converted from the string contains the duplicated keys '{member.Name}'.");
            }

            made.Properties.Add(new PSNoteProperty(member.Name, Read(member.Value)));
        }

        return made;
    }

    private static object ReadNumber(JsonElement element) =>
        element.TryGetInt32(out var number) ? number
        : element.TryGetInt64(out var large) ? large
        : element.TryGetDecimal(out var exact) ? exact
        : element.GetDouble();
}

[Cmdlet(VerbsData.ConvertTo, "Json")]
public sealed class ConvertToJson : PSCmdlet
{
    private readonly List<object?> objects = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true), AllowNull]
    public object? InputObject { get; set; }

    [Parameter, ValidateRange(1, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    protected override void ProcessRecord() => objects.Add(InputObject);

    protected override void EndProcessing()
    {
        using var bytes = new MemoryStream();
        // The default encoder escapes < > & ' as 5.1 does.
        var options = new JsonWriterOptions { Indented = !Compress, Encoder = JavaScriptEncoder.Default };
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            Write(json, objects.Count == 1 ? objects[0] : objects, 0);
        }

        WriteObject(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private void Write(Utf8JsonWriter json, object? value, int depth)
    {
        var bare = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        switch (bare)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case DateTime time: json.WriteStringValue($"/Date({new DateTimeOffset(time).ToUnixTimeMilliseconds()})/"); break;
            case Enum or sbyte or byte or short or ushort or int or uint or long or ulong:
                json.WriteRawValue(((IFormattable)bare).ToString("d", CultureInfo.InvariantCulture));
                break;
            case double or float or decimal:
                json.WriteRawValue(((IFormattable)bare).ToString(null, CultureInfo.InvariantCulture));
                break;
            case not null when depth > Depth: json.WriteStringValue(Values.Text(value)); break;
            case IDictionary table: WriteMembers(json, Entries(table), depth); break;
            case IEnumerable list: WriteList(json, list, depth); break;
            case PSObject made: WriteMembers(json, Properties(made), depth); break;
            default: WriteMembers(json, Properties(new PSObject(bare)), depth); break;
        }
    }

    private static IEnumerable<(string, object?)> Entries(IDictionary table)
    {
        foreach (DictionaryEntry entry in table)
        {
            yield return (entry.Key.ToString()!, entry.Value);
        }
    }

    private static IEnumerable<(string, object?)> Properties(PSObject made) =>
        made.Properties.Select(property => (property.Name, (object?)property.Value));

    private void WriteMembers(Utf8JsonWriter json, IEnumerable<(string Name, object? Value)> members, int depth)
    {
        json.WriteStartObject();
        foreach (var member in members)
        {
            json.WritePropertyName(member.Name);
            Write(json, member.Value, depth + 1);
        }

        json.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter json, IEnumerable list, int depth)
    {
        json.WriteStartArray();
        foreach (var item in list)
        {
            Write(json, item, depth + 1);
        }

        json.WriteEndArray();
    }
}
