using System.Management.Automation.Language;
using System.Text.Json;

namespace WinHarden.Conformance;

/// <summary>
/// Says where PowerShell files are not Windows PowerShell 5.1 on .NET Framework 4.8, or not in the style of this project:
/// `conformance commands.json file.ps1…` prints one JSON list of {file, line, rule, text}.
/// The files are judged together: a function of one may be called in another.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var catalogue = Catalogue.Read(arguments[0]);
        var scripts = arguments.Skip(1).Select(Script.Parse).ToList();
        var functions = scripts.SelectMany(script => script.Functions).ToLookup(function => function.Name, StringComparer.OrdinalIgnoreCase);
        var types = new TypeRules(Framework.Read());
        var injection = new InjectionRules(scripts, functions);
        var findings = new List<Finding>(HabitRules.CheckTogether(scripts));
        foreach (var script in scripts)
        {
            findings.AddRange(SyntaxRules.Check(script));
            findings.AddRange(CommandRules.Check(script, catalogue, functions));
            findings.AddRange(types.Check(script));
            findings.AddRange(injection.Check(script));
            findings.AddRange(HabitRules.Check(script));
        }

        Console.WriteLine(JsonSerializer.Serialize(findings, JsonSerializerOptions.Web));
        return 0;
    }
}

internal sealed record Finding(string File, int Line, string Rule, string Text);

/// <summary>A parsed file, with what the rules ask of it.</summary>
internal sealed record Script(string File, ScriptBlockAst Tree, Token[] Tokens, ParseError[] Errors)
{
    internal static Script Parse(string file)
    {
        var tree = Parser.ParseFile(Path.GetFullPath(file), out var tokens, out var errors);
        return new Script(file, tree, tokens, errors);
    }

    internal IEnumerable<FunctionDefinitionAst> Functions => All<FunctionDefinitionAst>();

    internal IEnumerable<T> All<T>()
        where T : Ast => Tree.FindAll(node => node is T, searchNestedScriptBlocks: true).Cast<T>();

    internal Finding Finding(IScriptExtent where, string rule, string? text = null) =>
        new(File, where.StartLineNumber, rule, text ?? where.Text);
}

/// <summary>The commands of Windows PowerShell 5.1 with their parameters.</summary>
internal sealed record Catalogue(Dictionary<string, HashSet<string>> Commands, HashSet<string> Common)
{
    private sealed record Document(Dictionary<string, string[]> Commands, string[] Common);

    internal static Catalogue Read(string file)
    {
        var document = JsonSerializer.Deserialize<Document>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
        var commands = document.Commands.ToDictionary(
            entry => entry.Key,
            entry => entry.Value.ToHashSet(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase);
        return new Catalogue(commands, document.Common.ToHashSet(StringComparer.OrdinalIgnoreCase));
    }
}
