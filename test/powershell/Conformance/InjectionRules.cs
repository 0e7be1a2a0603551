using System.Management.Automation.Language;

namespace WinHarden.Conformance;

/// <summary>
/// Text that becomes code, and commands whose names are made at run time. Such a name may hold only what demonstrably
/// comes from the code itself: see <see cref="IsFixed"/>.
/// </summary>
internal sealed class InjectionRules(IReadOnlyList<Script> scripts, ILookup<string, FunctionDefinitionAst> functions)
{
    /// <summary>Members that run text, wherever they are found.</summary>
    private static readonly HashSet<string> RunsText = new(StringComparer.OrdinalIgnoreCase)
    {
        "InvokeCommand", "InvokeScript", "NewScriptBlock", "ExpandString", "InvokeProvider", "AddScript",
    };

    private static readonly HashSet<string> CodeTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "scriptblock", "management.automation.scriptblock", "powershell", "management.automation.powershell", "activator",
        "appdomain", "reflection.assembly",
    };

    private static readonly HashSet<string> Shells = new(StringComparer.OrdinalIgnoreCase)
    {
        "cmd", "powershell", "powershell_ise", "pwsh", "wscript", "cscript", "mshta", "rundll32", "regsvr32", "wmic", "forfiles",
    };

    private readonly List<CommandAst> calls = [.. scripts.SelectMany(script => script.All<CommandAst>())];

    internal IEnumerable<Finding> Check(Script script) =>
    [
        .. script.All<MemberExpressionAst>().Where(RunsCode).Select(member => script.Finding(member.Extent, "code from text")),
        .. script.All<CommandAst>().Where(IsBuilt).Select(command => script.Finding(command.Extent, "built command")),
        .. script.All<CommandAst>().Where(HasComputedType).Select(command => script.Finding(command.Extent, "computed type")),
        .. script.All<ConvertExpressionAst>().Where(cast => IsType(cast.Type.TypeName)).Select(cast => script.Finding(cast.Extent, "computed type")),
        .. script.All<BinaryExpressionAst>().Where(cast => cast.Operator == TokenKind.As && !(cast.Right is TypeExpressionAst type && !IsType(type.TypeName))).Select(cast => script.Finding(cast.Extent, "computed type")),
        .. script.All<CommandAst>().Where(NamesShell).Select(command => script.Finding(command.Extent, "nested shell")),
        .. script.All<StringConstantExpressionAst>().Where(text => IsShell(text.Value, ".exe")).Select(text => script.Finding(text.Extent, "nested shell")),
    ];

    /// <summary>A member that runs text, one of a type that makes code, or one whose own name is computed.</summary>
    private static bool RunsCode(MemberExpressionAst member) => member switch
    {
        { Member: StringConstantExpressionAst name } when RunsText.Contains(name.Value) => true,
        InvokeMemberExpressionAst { Member: not StringConstantExpressionAst } => true,
        { Static: true, Expression: TypeExpressionAst type } => CodeTypes.Contains(ShortName(type.TypeName)) || (IsType(type.TypeName) && member is InvokeMemberExpressionAst),
        _ => false,
    };

    private static string ShortName(ITypeName name) =>
        name.FullName.StartsWith("System.", StringComparison.OrdinalIgnoreCase) ? name.FullName[7..] : name.FullName;

    private static bool IsType(ITypeName name) => ShortName(name).Equals("type", StringComparison.OrdinalIgnoreCase);

    private bool IsBuilt(CommandAst command) => command.InvocationOperator == TokenKind.Dot || command.CommandElements[0] switch
    {
        StringConstantExpressionAst or ScriptBlockExpressionAst => false,
        ExpandableStringExpressionAst text => !text.NestedExpressions.All(IsFixed),
        VariableExpressionAst variable => !IsParameterGiven<ScriptBlockExpressionAst>(variable),
        _ => true,
    };

    /// <summary>
    /// The Windows folder; a parameter that every call in the code gives a constant; a key of a table that is written out
    /// at the top of a file and never changed.
    /// </summary>
    private bool IsFixed(ExpressionAst expression) =>
        expression is VariableExpressionAst variable
        && (variable.VariablePath.UserPath.Equals("env:SystemRoot", StringComparison.OrdinalIgnoreCase)
            || IsParameterGiven<StringConstantExpressionAst>(variable)
            || IsTableKey(variable));

    private bool IsParameterGiven<T>(VariableExpressionAst variable)
        where T : ExpressionAst
    {
        if (FunctionOf(variable) is not { } function || IsAssigned(function, variable))
        {
            return false;
        }

        var parameters = function.Parameters ?? function.Body.ParamBlock?.Parameters ?? Enumerable.Empty<ParameterAst>();
        var position = parameters.TakeWhile(parameter => !IsSame(parameter.Name, variable)).Count();
        var given = calls.Where(call => function.Name.Equals(call.GetCommandName(), StringComparison.OrdinalIgnoreCase)).ToList();
        return position < parameters.Count() && given.Count > 0 && given.All(call => Positional(call).ElementAtOrDefault(position) is T);
    }

    /// <summary>Arguments without a name; a call that splats anything has none that can be counted on.</summary>
    private static IEnumerable<CommandElementAst> Positional(CommandAst call)
    {
        var elements = call.CommandElements.Skip(1).ToList();
        return elements.Any(element => element is VariableExpressionAst { Splatted: true } or CommandParameterAst { Argument: null })
            ? []
            : elements.Where(element => element is not CommandParameterAst);
    }

    private bool IsTableKey(VariableExpressionAst variable)
    {
        if (FunctionOf(variable) is not { } function)
        {
            return false;
        }

        var loop = function.FindAll(node => node is ForEachStatementAst each && IsSame(each.Variable, variable), true).Cast<ForEachStatementAst>().ToList();
        return loop.Count == 1 && !IsAssigned(function, variable) && Sources(function, loop[0].Condition).All(IsKeysOfTable);
    }

    /// <summary>What a loop goes through, looked up where that is a variable of the same function.</summary>
    private static IEnumerable<Ast> Sources(FunctionDefinitionAst function, Ast condition)
    {
        if (condition is PipelineAst { PipelineElements: [CommandExpressionAst { Expression: VariableExpressionAst variable }] })
        {
            return function.FindAll(node => node is AssignmentStatementAst assignment && assignment.Left is VariableExpressionAst left && IsSame(left, variable), true)
                .Select(node => (Ast)((AssignmentStatementAst)node).Right)
                .DefaultIfEmpty(condition);
        }

        return [condition];
    }

    private bool IsKeysOfTable(Ast source)
    {
        var members = source.FindAll(node => node is VariableExpressionAst or CommandAst, true).ToList();
        return members is [VariableExpressionAst { Parent: MemberExpressionAst { Member: StringConstantExpressionAst { Value: "Keys" } } } table]
            && scripts.SelectMany(script => script.All<AssignmentStatementAst>())
                .Where(assignment => Target(assignment) is { } target && IsSame(target, table))
                .Select(IsTable)
                .DefaultIfEmpty(false)
                .All(isTable => isTable);
    }

    private static bool IsTable(AssignmentStatementAst assignment) =>
        FunctionOf(assignment) is null
        && assignment.Left is VariableExpressionAst
        && assignment.Right.Find(node => node is HashtableAst, false) is HashtableAst { KeyValuePairs: var pairs }
        && pairs.All(pair => pair.Item1 is StringConstantExpressionAst);

    private static bool IsAssigned(FunctionDefinitionAst function, VariableExpressionAst variable) =>
        function.Find(node => node is AssignmentStatementAst assignment && Target(assignment) is { } target && IsSame(target, variable), true) is not null;

    /// <summary>The variable that an assignment changes, itself or what is in it.</summary>
    private static VariableExpressionAst? Target(AssignmentStatementAst assignment) =>
        assignment.Left.Find(node => node is VariableExpressionAst, false) as VariableExpressionAst;

    private static bool IsSame(VariableExpressionAst one, VariableExpressionAst other) =>
        one.VariablePath.UserPath.Equals(other.VariablePath.UserPath, StringComparison.OrdinalIgnoreCase);

    private static FunctionDefinitionAst? FunctionOf(Ast? node)
    {
        while (node is not null and not FunctionDefinitionAst)
        {
            node = node.Parent;
        }

        return node as FunctionDefinitionAst;
    }

    private static bool HasComputedType(CommandAst command)
    {
        if (!"New-Object".Equals(command.GetCommandName(), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var named = command.CommandElements.SkipWhile(element => !(element is CommandParameterAst parameter && parameter.ParameterName.StartsWith('T'))).Skip(1);
        return (named.FirstOrDefault() ?? command.CommandElements.ElementAtOrDefault(1)) is not StringConstantExpressionAst;
    }

    /// <summary>`Invoke-Executable cmd`, `&amp; cmd`: an argument or name that is a shell's.</summary>
    private bool NamesShell(CommandAst command)
    {
        var first = command.CommandElements.ElementAtOrDefault(functions.Contains(command.GetCommandName() ?? string.Empty) ? 1 : 0);
        return first is StringConstantExpressionAst text && (IsShell(text.Value, string.Empty) || IsShell(text.Value, ".exe"));
    }

    private static bool IsShell(string text, string suffix) =>
        text.Split('\\', '/')[^1].Split(' ')[0] is var name && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && Shells.Contains(name[..^suffix.Length]);
}
