using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace WinHarden.Conformance;

/// <summary>Syntax that PowerShell 7 takes and 5.1 does not.</summary>
internal static partial class SyntaxRules
{
    private static readonly HashSet<string> NewVariables = new(StringComparer.OrdinalIgnoreCase)
    {
        "IsWindows", "IsLinux", "IsMacOS", "IsCoreCLR", "PSStyle", "EnabledExperimentalFeatures", "PSNativeCommandUseErrorActionPreference",
    };

    internal static IEnumerable<Finding> Check(Script script) =>
        [.. Errors(script), .. Nodes(script), .. Variables(script), .. Numbers(script), .. Tokens(script)];

    private static IEnumerable<Finding> Errors(Script script) =>
        script.Errors.Select(error => script.Finding(error.Extent, "syntax error", error.Message));

    private static IEnumerable<Finding> Nodes(Script script) =>
        script.All<Ast>().Where(IsNew).Select(node => script.Finding(node.Extent, "syntax of PowerShell 7"));

    private static bool IsNew(Ast node) => node switch
    {
        TernaryExpressionAst or PipelineChainAst => true,
        PipelineAst pipeline => pipeline.Background,
        BinaryExpressionAst { Operator: TokenKind.QuestionQuestion } => true,
        BinaryExpressionAst { Operator: TokenKind.DotDot, Left: StringConstantExpressionAst } => true,
        AssignmentStatementAst { Operator: TokenKind.QuestionQuestionEquals } => true,
        InvokeMemberExpressionAst { GenericTypeArguments: not null } => true,
        MemberExpressionAst member => member.NullConditional,
        IndexExpressionAst index => index.NullConditional,
        ScriptBlockAst block => block.CleanBlock is not null,
        _ => false,
    };

    private static IEnumerable<Finding> Variables(Script script) =>
        script.All<VariableExpressionAst>()
            .Where(variable => NewVariables.Contains(variable.VariablePath.UserPath))
            .Select(variable => script.Finding(variable.Extent, "variable of PowerShell 7"));

    private static IEnumerable<Finding> Numbers(Script script) =>
        script.All<ConstantExpressionAst>()
            .Where(constant => constant is not StringConstantExpressionAst && NewNumber().IsMatch(constant.Extent.Text))
            .Select(constant => script.Finding(constant.Extent, "number of PowerShell 7"));

    private static IEnumerable<Finding> Tokens(Script script)
    {
        for (var at = 0; at < script.Tokens.Length; at++)
        {
            var token = script.Tokens[at];
            if (token.Kind == TokenKind.Pipe && at > 0 && script.Tokens[at - 1].Kind == TokenKind.NewLine)
            {
                yield return script.Finding(token.Extent, "syntax of PowerShell 7", "a line that starts with |");
            }

            if (token.Kind == TokenKind.LineContinuation || (token.Kind != TokenKind.Comment && token.Text.Contains('`')))
            {
                yield return script.Finding(token.Extent, "backtick");
            }
        }
    }

    [GeneratedRegex("^[+-]?0b|[0-9a-f](u|y|s|n|us|uy|ul)$", RegexOptions.IgnoreCase)]
    private static partial Regex NewNumber();
}
