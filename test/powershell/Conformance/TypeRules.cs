using System.Management.Automation.Language;

namespace WinHarden.Conformance;

/// <summary>.NET types and members that .NET Framework 4.8, or PowerShell 5.1's own names for types, do not have.</summary>
internal sealed class TypeRules(Framework framework)
{
    /// <summary>PowerShell 5.1's short names, and what they stand for where their members matter.</summary>
    private static readonly Dictionary<string, string?> ShortNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["array"] = "System.Array", ["bool"] = "System.Boolean", ["byte"] = "System.Byte", ["char"] = "System.Char",
        ["cultureinfo"] = "System.Globalization.CultureInfo", ["datetime"] = "System.DateTime", ["decimal"] = "System.Decimal",
        ["double"] = "System.Double", ["float"] = "System.Single", ["guid"] = "System.Guid", ["hashtable"] = "System.Collections.Hashtable",
        ["int"] = "System.Int32", ["int16"] = "System.Int16", ["int32"] = "System.Int32", ["int64"] = "System.Int64", ["ipaddress"] = "System.Net.IPAddress",
        ["long"] = "System.Int64", ["object"] = "System.Object", ["regex"] = "System.Text.RegularExpressions.Regex", ["sbyte"] = "System.SByte",
        ["single"] = "System.Single", ["string"] = "System.String", ["timespan"] = "System.TimeSpan", ["type"] = "System.Type",
        ["uint16"] = "System.UInt16", ["uint32"] = "System.UInt32", ["uint64"] = "System.UInt64", ["uri"] = "System.Uri",
        ["version"] = "System.Version", ["void"] = "System.Void", ["xml"] = "System.Xml.XmlDocument", ["bigint"] = null,
        ["cimsession"] = null, ["ciminstance"] = null, ["ordered"] = null, ["pscredential"] = null, ["pscustomobject"] = null, ["psobject"] = null,
        ["scriptblock"] = null, ["securestring"] = null, ["switch"] = null, ["wmi"] = null, ["adsi"] = null, ["nullstring"] = null,
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Alias", "AllowEmptyCollection", "AllowEmptyString", "AllowNull", "CmdletBinding", "OutputType", "Parameter", "ValidateCount",
        "ValidateLength", "ValidateNotNull", "ValidateNotNullOrEmpty", "ValidatePattern", "ValidateRange", "ValidateScript", "ValidateSet",
    };

    /// <summary>Methods that PowerShell 5.1 itself gives to objects, lists and script blocks.</summary>
    private static readonly HashSet<string> OwnMethods = new(StringComparer.OrdinalIgnoreCase)
    {
        "ForEach", "Where", "Invoke", "InvokeReturnAsIs", "GetNewClosure", "ThrowTerminatingError", "new",
    };

    internal IEnumerable<Finding> Check(Script script) =>
    [
        .. script.All<TypeExpressionAst>().SelectMany(type => Unknown(script, type.TypeName)),
        .. script.All<TypeConstraintAst>().SelectMany(type => Unknown(script, type.TypeName)),
        .. script.All<AttributeAst>().Where(attribute => !Attributes.Contains(attribute.TypeName.Name)).Select(attribute => script.Finding(attribute.Extent, "unknown attribute")),
        .. script.All<MemberExpressionAst>().SelectMany(member => UnknownMember(script, member)),
        .. script.All<CommandAst>().SelectMany(command => UnknownObject(script, command)),
    ];

    private IEnumerable<Finding> Unknown(Script script, ITypeName name)
    {
        if (name is ArrayTypeName array)
        {
            return Unknown(script, array.ElementType);
        }

        if (name is GenericTypeName generic)
        {
            var open = $"{generic.TypeName.FullName.Split('`')[0]}`{generic.GenericArguments.Count}";
            var arguments = generic.GenericArguments.SelectMany(argument => Unknown(script, argument));
            return framework.Find(open) is null ? arguments.Append(script.Finding(name.Extent, "unknown type")) : arguments;
        }

        return ShortNames.ContainsKey(name.FullName) || framework.Find(name.FullName) is not null ? [] : [script.Finding(name.Extent, "unknown type")];
    }

    private IEnumerable<Finding> UnknownMember(Script script, MemberExpressionAst expression)
    {
        if (expression.Member is not StringConstantExpressionAst { Value: var name })
        {
            return [];
        }

        var call = expression as InvokeMemberExpressionAst;
        var arguments = call?.Arguments?.Count ?? 0;
        if (!expression.Static)
        {
            var isKnown = call is null || OwnMethods.Contains(name) || framework.HasMethod(name, arguments);
            return isKnown ? [] : [script.Finding(expression.Extent, "unknown method")];
        }

        if (expression.Expression is not TypeExpressionAst type || Resolve(type.TypeName) is not { } found)
        {
            return [];
        }

        var members = framework.MembersOf(found, name == "new" ? ".ctor" : name).Where(member => member.IsStatic || name == "new");
        var exists = call is null
            ? members.Any(member => !member.IsMethod)
            : members.Any(member => member.IsMethod && arguments >= member.Fewest && arguments <= member.Most) || IsValueTypeDefault(found, name, arguments);
        return exists ? [] : [script.Finding(expression.Extent, "unknown member")];
    }

    private static bool IsValueTypeDefault(FrameworkType type, string name, int arguments) =>
        name == "new" && arguments == 0 && type.Base == "System.ValueType";

    private FrameworkType? Resolve(ITypeName name) => name switch
    {
        ArrayTypeName => null,
        GenericTypeName generic => framework.Find($"{generic.TypeName.FullName.Split('`')[0]}`{generic.GenericArguments.Count}"),
        _ => ShortNames.TryGetValue(name.FullName, out var full) ? (full is null ? null : framework.Find(full)) : framework.Find(name.FullName),
    };

    /// <summary>New-Object with a type's name in text.</summary>
    private IEnumerable<Finding> UnknownObject(Script script, CommandAst command)
    {
        if (!string.Equals(command.GetCommandName(), "New-Object", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        return command.CommandElements.Skip(1).OfType<StringConstantExpressionAst>().Take(1)
            .Where(name => !name.Value.Contains('[') && !ShortNames.ContainsKey(name.Value) && framework.Find(name.Value) is null)
            .Select(name => script.Finding(name.Extent, "unknown type"));
    }
}
