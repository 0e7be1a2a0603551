using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace WinHarden.Host;

/// <summary>Runs a script file to its end, with its streams on this process's, and answers its exit code.</summary>
internal static class ScriptRunner
{
    /// <summary>
    /// `exit` in a script file only ends that file; `$?` tells its code from the one that a program left behind.
    /// A script that does not even start (syntax, arguments) leaves no code: 1.
    /// </summary>
    private const string Start = "param($Path, $Named, $Rest) . $Path @Named @Rest; if (-not $?) { exit ($LASTEXITCODE ?? 1) }";

    internal static int Run(string path, string[] arguments)
    {
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"The argument '{path}' is not recognized as the name of a script file.");
            return 64;
        }

        var host = new ScriptHost();
        using var runspace = RunspaceFactory.CreateRunspace(host, SessionState.Create());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        var (named, rest) = Sort(arguments);
        shell.AddScript(Start, useLocalScope: false);
        shell.AddArgument(Path.GetFullPath(path)).AddArgument(named).AddArgument(rest.ToArray());
        try
        {
            using var output = Streams.Connect(shell);
            shell.Invoke(null, output);
        }
        catch (RuntimeException error)
        {
            Streams.WriteError(error.ErrorRecord);
            return 1;
        }

        return host.ExitCode;
    }

    /// <summary>`-Name value`, `-Name:value` and a bare `-Name` (a switch) bind by name, everything else by position.</summary>
    private static (Hashtable Named, List<string> Positional) Sort(string[] arguments)
    {
        var named = new Hashtable(StringComparer.OrdinalIgnoreCase);
        var rest = new List<string>();
        for (var at = 0; at < arguments.Length; at++)
        {
            var text = arguments[at];
            if (!IsName(text))
            {
                rest.Add(text);
            }
            else if (text.IndexOf(':') is var colon and > 0)
            {
                named[text[1..colon]] = text[(colon + 1)..];
            }
            else
            {
                var hasValue = at + 1 < arguments.Length && !IsName(arguments[at + 1]);
                named[text[1..]] = hasValue ? arguments[++at] : true;
            }
        }

        return (named, rest);
    }

    private static bool IsName(string text) => text.Length > 1 && text[0] == '-' && char.IsLetter(text[1]);
}
