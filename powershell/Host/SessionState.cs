using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace WinHarden.Host;

/// <summary>
/// A session state made by hand: InitialSessionState.CreateDefault wants the ConsoleHost, Utility and Management
/// assemblies, which no NuGet package carries. It holds the Core snap-in (which System.Management.Automation itself
/// carries: cmdlets, providers, types), the cmdlets of this assembly, and the preference variables.
/// </summary>
internal static class SessionState
{
    internal static InitialSessionState Create()
    {
        var state = InitialSessionState.Create();
        state.LanguageMode = PSLanguageMode.FullLanguage;
        state.ThreadOptions = PSThreadOptions.UseCurrentThread;
        ImportCore(state);
        state.Commands.Add(new SessionStateScriptEntry("*"));
        state.Commands.Add(new SessionStateApplicationEntry("*"));
        AddCmdlets(state);
        AddVariables(state);
        return state;
    }

    /// <summary>By reflection: the only public way to the Core snap-in asks for the others too.</summary>
    private static void ImportCore(InitialSessionState state) =>
        typeof(InitialSessionState)
            .GetMethod("ImportCorePSSnapIn", BindingFlags.Instance | BindingFlags.NonPublic)!
            .Invoke(state, null);

    private static void AddCmdlets(InitialSessionState state)
    {
        foreach (var type in typeof(SessionState).Assembly.GetTypes())
        {
            if (type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet)
            {
                state.Commands.Add(new SessionStateCmdletEntry($"{cmdlet.VerbName}-{cmdlet.NounName}", type, null));
            }
        }
    }

    private static void AddVariables(InitialSessionState state)
    {
        AddVariable(state, "ErrorActionPreference", ActionPreference.Continue);
        AddVariable(state, "WarningPreference", ActionPreference.Continue);
        AddVariable(state, "InformationPreference", ActionPreference.SilentlyContinue);
        AddVariable(state, "VerbosePreference", ActionPreference.SilentlyContinue);
        AddVariable(state, "DebugPreference", ActionPreference.SilentlyContinue);
        AddVariable(state, "ProgressPreference", ActionPreference.SilentlyContinue);
        AddVariable(state, "ConfirmPreference", ConfirmImpact.High);
        AddVariable(state, "WhatIfPreference", false);
        AddVariable(state, "OutputEncoding", new System.Text.UTF8Encoding(false));
    }

    private static void AddVariable(InitialSessionState state, string name, object value) =>
        state.Variables.Add(new SessionStateVariableEntry(name, value, string.Empty));
}
