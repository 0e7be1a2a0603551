using System.Management.Automation;

namespace WinHarden.Host;

/// <summary>Where each stream of a script goes: output and the informative ones to stdout, errors to stderr, as they come.</summary>
internal static class Streams
{
    internal static PSDataCollection<PSObject> Connect(PowerShell shell)
    {
        var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, added) => Console.Out.WriteLine(output[added.Index]?.ToString());
        var streams = shell.Streams;
        streams.Error.DataAdded += (_, added) => WriteError(streams.Error[added.Index]);
        streams.Warning.DataAdded += (_, added) => Console.Out.WriteLine($"WARNING: {streams.Warning[added.Index].Message}");
        streams.Verbose.DataAdded += (_, added) => Console.Out.WriteLine($"VERBOSE: {streams.Verbose[added.Index].Message}");
        streams.Debug.DataAdded += (_, added) => Console.Out.WriteLine($"DEBUG: {streams.Debug[added.Index].Message}");
        return output;
    }

    internal static void WriteError(ErrorRecord error)
    {
        Console.Error.WriteLine($"{error.InvocationInfo?.MyCommand?.Name ?? error.FullyQualifiedErrorId}: {error}");
        if (!string.IsNullOrEmpty(error.InvocationInfo?.PositionMessage))
        {
            Console.Error.WriteLine(error.InvocationInfo.PositionMessage);
        }

        if (!string.IsNullOrEmpty(error.ScriptStackTrace))
        {
            Console.Error.WriteLine(error.ScriptStackTrace);
        }
    }
}
