using System.Management.Automation;
using System.Reflection;

namespace WinHarden.Host;

/// <summary>
/// Runs one script as `pwsh -NoProfile -NonInteractive -File script.ps1 [arguments]` would, for machines without pwsh.
/// </summary>
internal static class Program
{
    private const string Usage = "usage: winharden-host -File script.ps1 [arguments]";

    internal static int Main(string[] arguments)
    {
        if (arguments is ["-Version"])
        {
            var version = typeof(PSObject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
            Console.WriteLine(version?.InformationalVersion.Split(' ', '+')[0]);
            return 0;
        }

        if (arguments.Length < 2 || !arguments[0].Equals("-File", StringComparison.OrdinalIgnoreCase))
        {
            Console.Error.WriteLine(Usage);
            return 64;
        }

        return ScriptRunner.Run(arguments[1], arguments[2..]);
    }
}
