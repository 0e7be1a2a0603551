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
            Console.WriteLine(typeof(System.Management.Automation.PSObject).Assembly.GetName().Version);
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
