using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace WinHarden.Conformance;

internal sealed record Member(string Name, bool IsStatic, bool IsMethod, int Fewest, int Most);

internal sealed record FrameworkType(string Name, string? Base, List<Member> Members);

/// <summary>The public types of the .NET Framework 4.8 assemblies that Windows PowerShell 5.1 has loaded from its start.</summary>
internal sealed class Framework
{
    private static readonly string[] Loaded =
    [
        "mscorlib", "System", "System.Core", "System.Xml", "System.Management", "System.DirectoryServices", "System.ServiceProcess",
    ];

    private readonly Dictionary<string, FrameworkType> types = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, Member> methods;

    private Framework(IEnumerable<FrameworkType> all)
    {
        foreach (var type in all)
        {
            types.TryAdd(type.Name, type);
        }

        methods = types.Values
            .SelectMany(type => type.Members)
            .Where(member => member is { IsMethod: true, IsStatic: false })
            .ToLookup(member => member.Name, StringComparer.OrdinalIgnoreCase);
    }

    internal static Framework Read()
    {
        var package = typeof(Framework).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(entry => entry.Key == "ReferenceAssemblies").Value!;
        var folder = Path.Combine(package, "build", ".NETFramework", "v4.8");
        return new Framework(Loaded.SelectMany(name => ReadAssembly(Path.Combine(folder, name + ".dll"))));
    }

    internal FrameworkType? Find(string name) => types.GetValueOrDefault(name) ?? types.GetValueOrDefault("System." + name);

    /// <summary>The members of a type by name, those that it inherits included.</summary>
    internal IEnumerable<Member> MembersOf(FrameworkType type, string name)
    {
        for (var at = type; at is not null; at = at.Base is null ? null : types.GetValueOrDefault(at.Base))
        {
            foreach (var member in at.Members.Where(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                yield return member;
            }
        }
    }

    /// <summary>Whether any type has an instance method of this name that takes so many arguments.</summary>
    internal bool HasMethod(string name, int arguments) =>
        methods[name].Any(method => arguments >= method.Fewest && arguments <= method.Most);

    private static List<FrameworkType> ReadAssembly(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return metadata.TypeDefinitions
            .Select(metadata.GetTypeDefinition)
            .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic)
            .Select(type => ReadType(metadata, type))
            .ToList();
    }

    private static FrameworkType ReadType(MetadataReader metadata, TypeDefinition type)
    {
        var members = type.GetMethods().Select(metadata.GetMethodDefinition)
            .Where(method => (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public)
            .Select(method => ReadMethod(metadata, method));
        var fields = type.GetFields().Select(metadata.GetFieldDefinition)
            .Where(field => (field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public)
            .Select(field => new Member(metadata.GetString(field.Name), field.Attributes.HasFlag(FieldAttributes.Static), false, 0, 0));
        return new FrameworkType(NameOf(metadata, type), BaseOf(metadata, type.BaseType), [.. members, .. fields]);
    }

    /// <summary>A property is known by its getter, whose name loses its `get_`.</summary>
    private static Member ReadMethod(MetadataReader metadata, MethodDefinition method)
    {
        var name = metadata.GetString(method.Name);
        var isStatic = method.Attributes.HasFlag(MethodAttributes.Static);
        if (name.StartsWith("get_", StringComparison.Ordinal))
        {
            return new Member(name[4..], isStatic, false, 0, 0);
        }

        var signature = metadata.GetBlobReader(method.Signature);
        if (signature.ReadSignatureHeader().IsGeneric)
        {
            signature.ReadCompressedInteger();
        }

        var count = signature.ReadCompressedInteger();
        var parameters = method.GetParameters().Select(metadata.GetParameter).ToList();
        var optional = parameters.Count(parameter => parameter.Attributes.HasFlag(ParameterAttributes.Optional));
        var isOpen = parameters.Any(parameter => IsParamArray(metadata, parameter));
        return new Member(name, isStatic, true, count - optional - (isOpen ? 1 : 0), isOpen ? int.MaxValue : count);
    }

    private static bool IsParamArray(MetadataReader metadata, Parameter parameter) =>
        parameter.GetCustomAttributes().Select(metadata.GetCustomAttribute).Any(attribute => attribute.Constructor.Kind switch
        {
            HandleKind.MethodDefinition => NameOf(metadata, metadata.GetTypeDefinition(metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType())) == "System.ParamArrayAttribute",
            _ => BaseOf(metadata, metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent) == "System.ParamArrayAttribute",
        });

    private static string NameOf(MetadataReader metadata, TypeDefinition type)
    {
        var name = metadata.GetString(type.Name);
        if (type.IsNested)
        {
            return $"{NameOf(metadata, metadata.GetTypeDefinition(type.GetDeclaringType()))}+{name}";
        }

        var space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }

    private static string? BaseOf(MetadataReader metadata, EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return null;
        }

        if (handle.Kind == HandleKind.TypeDefinition)
        {
            return NameOf(metadata, metadata.GetTypeDefinition((TypeDefinitionHandle)handle));
        }

        if (handle.Kind != HandleKind.TypeReference)
        {
            return null;
        }

        var reference = metadata.GetTypeReference((TypeReferenceHandle)handle);
        return $"{metadata.GetString(reference.Namespace)}.{metadata.GetString(reference.Name)}";
    }
}
