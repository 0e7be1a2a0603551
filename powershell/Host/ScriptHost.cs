using System.Globalization;
using System.Management.Automation.Host;

namespace WinHarden.Host;

/// <summary>The least a script needs of a host: a culture, a name and somewhere to put its exit code.</summary>
internal sealed class ScriptHost : PSHost
{
    internal int ExitCode { get; private set; }

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "ConsoleHost";

    /// <summary>None: a script that asks a person anything fails, as under -NonInteractive.</summary>
    public override PSHostUserInterface? UI => null;

    public override Version Version => typeof(PSHost).Assembly.GetName().Version ?? new Version();

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
