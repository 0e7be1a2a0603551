using System.Management.Automation;
using System.Management.Automation.Language;

namespace WinHarden.Conformance;

/// <summary>Commands and parameters that 5.1 does not have, aliases among them, and those that this project forbids.</summary>
internal static class CommandRules
{
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "Invoke-Expression", "Write-Host", "Add-Type", "Invoke-Command", "Set-Alias", "New-Alias", "Start-Process", "Invoke-Item",
        "Invoke-History", "Start-Job", "New-Module", "Import-Module", "Invoke-CimMethod", "Invoke-WmiMethod", "New-CimInstance",
        // The engine has its own: 5.1 and 7 read and write JSON differently.
        "ConvertTo-Json", "ConvertFrom-Json",
    };

    /// <summary>
    /// Commands that are no part of Windows, with the parameters that the engine may use: only a function that asked
    /// Get-Command for one may call it.
    /// </summary>
    private static readonly Dictionary<string, HashSet<string>> Optional = new(StringComparer.OrdinalIgnoreCase)
    {
        // AWSPowerShell and AWS.Tools.S3 alike: docs.aws.amazon.com/powershell, Read-S3Object.
        ["Read-S3Object"] = new(["BucketName", "Key", "File", "Region"], StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>Verbs that became approved after 5.1.</summary>
    private static readonly HashSet<string> NewVerbs = ["Build", "Deploy"];

    private static readonly HashSet<string> ApprovedVerbs = new(
        new[] { typeof(VerbsCommon), typeof(VerbsData), typeof(VerbsLifecycle), typeof(VerbsDiagnostic), typeof(VerbsCommunications), typeof(VerbsSecurity), typeof(VerbsOther) }
            .SelectMany(type => type.GetFields())
            .Select(field => (string)field.GetRawConstantValue()!)
            .Except(NewVerbs));

    internal static IEnumerable<Finding> Check(Script script, Catalogue catalogue, ILookup<string, FunctionDefinitionAst> functions) =>
        [.. script.Functions.SelectMany(function => Name(script, function)), .. script.All<CommandAst>().SelectMany(command => Call(script, command, catalogue, functions))];

    private static IEnumerable<Finding> Name(Script script, FunctionDefinitionAst function)
    {
        var verb = function.Name.Split('-')[0];
        if (!function.Name.Contains('-') || !ApprovedVerbs.Contains(verb))
        {
            yield return script.Finding(function.Extent, "verb", function.Name);
        }
    }

    private static IEnumerable<Finding> Call(Script script, CommandAst command, Catalogue catalogue, ILookup<string, FunctionDefinitionAst> functions)
    {
        // A name that is only known at run time is for InjectionRules.
        if (command.GetCommandName() is not { } name)
        {
            yield break;
        }

        // Also with its module before it.
        if (Forbidden.Contains(name.Split('\\')[^1]))
        {
            yield return script.Finding(command.Extent, "forbidden command", name);
        }

        var known = Parameters(name, catalogue, functions) ?? OptionalParameters(command, name);
        if (known is null)
        {
            yield return script.Finding(command.Extent, "unknown command", name);
            yield break;
        }

        foreach (var (parameter, where) in Given(command))
        {
            if (!known.Contains(parameter) && !catalogue.Common.Contains(parameter))
            {
                yield return script.Finding(where, "unknown parameter", $"{name} -{parameter}");
            }
        }
    }

    private static HashSet<string>? Parameters(string name, Catalogue catalogue, ILookup<string, FunctionDefinitionAst> functions)
    {
        if (functions.Contains(name))
        {
            return functions[name].SelectMany(ParametersOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        }

        return catalogue.Commands.GetValueOrDefault(name);
    }

    private static HashSet<string>? OptionalParameters(CommandAst command, string name)
    {
        var asked = FunctionOf(command).FindAll(node => node is CommandAst, true)
            .Cast<CommandAst>()
            .Any(other => other.GetCommandName() == "Get-Command" && other.CommandElements.Any(element => element.Extent.Text == name));
        return asked ? Optional.GetValueOrDefault(name) : null;
    }

    private static IEnumerable<string> ParametersOf(FunctionDefinitionAst function) =>
        (function.Parameters ?? function.Body.ParamBlock?.Parameters ?? Enumerable.Empty<ParameterAst>())
            .Select(parameter => parameter.Name.VariablePath.UserPath);

    /// <summary>The parameters named in a call, those of splatted tables that are written out in the same function included.</summary>
    private static IEnumerable<(string Name, IScriptExtent Where)> Given(CommandAst command)
    {
        foreach (var element in command.CommandElements)
        {
            if (element is CommandParameterAst parameter)
            {
                yield return (parameter.ParameterName, parameter.Extent);
            }

            if (element is VariableExpressionAst { Splatted: true } splat)
            {
                foreach (var key in SplattedKeys(command, splat.VariablePath.UserPath))
                {
                    yield return key;
                }
            }
        }
    }

    private static IEnumerable<(string Name, IScriptExtent Where)> SplattedKeys(CommandAst command, string variable) =>
        FunctionOf(command).FindAll(node => node is AssignmentStatementAst assignment && Target(assignment) == variable, true)
            .Cast<AssignmentStatementAst>()
            .SelectMany(assignment => assignment.Right.FindAll(node => node is HashtableAst, false).Cast<HashtableAst>().Take(1))
            .SelectMany(table => table.KeyValuePairs)
            .Select(pair => pair.Item1)
            .OfType<StringConstantExpressionAst>()
            .Select(key => (key.Value, key.Extent));

    /// <summary>The function that a command stands in, or the whole file.</summary>
    private static Ast FunctionOf(Ast scope)
    {
        while (scope.Parent is not null && scope is not FunctionDefinitionAst)
        {
            scope = scope.Parent;
        }

        return scope;
    }

    private static string? Target(AssignmentStatementAst assignment) =>
        assignment.Left is VariableExpressionAst variable ? variable.VariablePath.UserPath : null;
}
