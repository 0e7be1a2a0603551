using System.Management.Automation;

namespace WinHarden.Host.Cmdlets;

[Cmdlet(VerbsCommon.Get, "Variable")]
public sealed class GetVariable : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            if (SessionState.PSVariable.Get(name) is { } variable)
            {
                WriteObject(ValueOnly ? variable.Value : variable);
            }
            else
            {
                var error = new ItemNotFoundException($"Cannot find a variable with the name '{name}'.");
                WriteError(new ErrorRecord(error, "VariableNotFound", ErrorCategory.ObjectNotFound, name));
            }
        }
    }
}

[Cmdlet(VerbsCommon.Set, "Variable")]
public sealed class SetVariable : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1, ValueFromPipeline = true), AllowNull]
    public object? Value { get; set; }

    [Parameter]
    public string? Scope { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            SessionState.PSVariable.Set(Scope is null ? name : $"{Scope}:{name}", Value);
        }
    }
}
