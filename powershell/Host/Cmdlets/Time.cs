using System.Management.Automation;

namespace WinHarden.Host.Cmdlets;

[Cmdlet(VerbsCommon.Get, "Date")]
public sealed class GetDate : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public DateTime Date { get; set; } = DateTime.Now;

    [Parameter]
    public string? Format { get; set; }

    protected override void ProcessRecord() => WriteObject(Format is null ? Date : Date.ToString(Format));
}

[Cmdlet(VerbsLifecycle.Start, "Sleep")]
public sealed class StartSleep : PSCmdlet
{
    private readonly ManualResetEventSlim stop = new();

    [Parameter(Position = 0)]
    public int Seconds { get; set; }

    [Parameter]
    public int Milliseconds { get; set; }

    protected override void ProcessRecord() => stop.Wait(TimeSpan.FromSeconds(Seconds) + TimeSpan.FromMilliseconds(Milliseconds));

    protected override void StopProcessing() => stop.Set();
}
