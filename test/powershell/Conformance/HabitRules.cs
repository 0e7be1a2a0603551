using System.Management.Automation.Language;

namespace WinHarden.Conformance;

/// <summary>What works and still goes wrong one day: swallowed errors, guessed encodings, no strict mode, no help.</summary>
internal static class HabitRules
{
    /// <summary>Windows PowerShell's encodings differ from command to command.</summary>
    private static readonly HashSet<string> Files = new(StringComparer.OrdinalIgnoreCase)
    {
        "Out-File", "Set-Content", "Add-Content", "Get-Content", "Export-Csv", "Import-Csv", "Select-String", "Export-Clixml", "Tee-Object",
    };

    internal static IEnumerable<Finding> Check(Script script) =>
    [
        .. script.All<CatchClauseAst>().Where(clause => clause.Body.Statements.Count == 0).Select(clause => script.Finding(clause.Extent, "empty catch")),
        .. script.All<TrapStatementAst>().Select(trap => script.Finding(trap.Extent, "trap")),
        .. script.All<CommandAst>().Where(GuessesEncoding).Select(command => script.Finding(command.Extent, "no encoding")),
        .. script.All<FileRedirectionAst>().Where(file => file.Location is not VariableExpressionAst { VariablePath.UserPath: "null" }).Select(file => script.Finding(file.Extent, "no encoding")),
        .. StrictModes(script).Where(mode => !IsStrictest(mode)).Select(mode => script.Finding(mode.Extent, "no strict mode")),
        .. IsSource(script) ? script.Functions.Where(HasNoHelp).Select(function => script.Finding(function.Extent, "no help", function.Name)) : [],
    ];

    /// <summary>The files are one script: one of them switches strict mode on.</summary>
    internal static IEnumerable<Finding> CheckTogether(IReadOnlyList<Script> scripts) =>
        scripts.SelectMany(StrictModes).Any(IsStrictest) ? [] : [scripts[0].Finding(scripts[0].Tree.Extent, "no strict mode", scripts[0].File)];

    private static IEnumerable<CommandAst> StrictModes(Script script) =>
        script.All<CommandAst>().Where(command => "Set-StrictMode".Equals(command.GetCommandName(), StringComparison.OrdinalIgnoreCase));

    private static bool IsStrictest(CommandAst command) =>
        command.CommandElements is [_, CommandParameterAst { ParameterName: "Version" }, ConstantExpressionAst { Value: 3 }];

    private static bool GuessesEncoding(CommandAst command) =>
        command.GetCommandName() is { } name
        && Files.Contains(name)
        && !command.CommandElements.Any(element => element is CommandParameterAst parameter && "Encoding".StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase) && parameter.ParameterName.Length > 1);

    /// <summary>Help is stripped from what is sent, which names the files that it is made of.</summary>
    private static bool IsSource(Script script) =>
        !script.Tokens.Any(token => token.Kind == TokenKind.Comment && token.Text.StartsWith("# file powershell/WinHarden/", StringComparison.Ordinal));

    private static bool HasNoHelp(FunctionDefinitionAst function) => string.IsNullOrWhiteSpace(function.GetHelpContent()?.Synopsis);
}
