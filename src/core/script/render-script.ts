import { JUDGED_KINDS, KINDS, type SettingKind } from '../baseline/model.ts';
import { WinhardenError } from '../errors.ts';
import type { Operation, Plan } from '../plan/model.ts';
import { planHead } from '../plan/plan-text.ts';
import type { EngineFiles } from './model.ts';
import { packedPlan } from './packed-plan.ts';
import { hereString, trimPowerShell } from './powershell-text.ts';

/**
 * `ssm`: parameters are spliced by SSM into the first lines; `ps1`: they are the script's own, and it can keep its report and
 * fail on what is not compliant. What it does to a node is the same.
 */
export type ScriptHeader = 'ssm' | 'ps1';

export interface ScriptInput {
  plan: Plan;
  operation: Operation;
  engine: EngineFiles;
  header: ScriptHeader;
  /** Deflate the plan: a third of the size, no longer to be read by eye. */
  packed?: boolean;
}

/** The Windows PowerShell 5.1 script that a node runs: header, engine files, plan, and one line that starts it. */
export function renderScript({ plan, operation, engine, header, packed = false }: ScriptInput): string {
  const paths = [...filesOf(engine, operation, kindsOf(plan)), ...(header === 'ps1' ? engine.manifest.standalone : [])];
  const files = paths.map((path) => fileText(engine, path));
  const text = operation === 'rollback' ? planHead(plan) : plan.text;
  const planLines = packed ? packedPlan(text) : `$PlanText = ${hereString(text)}`;
  const parts = [...files, planLines, ENDINGS[header](operation)];
  return `${HEADERS[header](operation)}\n\n${refuseUnsafe(parts.join('\n\n'))}\n`;
}

const HEADERS: Record<ScriptHeader, (operation: Operation) => string> = {
  ssm: (operation) =>
    parametersOf(operation)
      .map((name) => `$${name} = '{{ ${name} }}'`)
      .join('\n'),
  ps1: (operation) => {
    const given = new Set([...parametersOf(operation), 'ReportFile', 'FailOn']);
    const lines = PS1.filter(([name]) => given.has(name)).map(([, text]) => `    ${text}`);
    return `param(\n${lines.join(',\n')}\n)`;
  },
};

/** What has to be given comes first. */
const PS1: [name: string, text: string][] = [
  ['TargetRunId', '[Parameter(Mandatory = $true)] [string] $TargetRunId'],
  ['RunId', "[string] $RunId = ''"],
  ['ReportEncoding', "[ValidateSet('json', 'gzip')] [string] $ReportEncoding = 'json'"],
  ['Reboot', "[ValidateSet('never', 'if-required')] [string] $Reboot = 'never'"],
  ['ReportFile', "[string] $ReportFile = ''"],
  ['FailOn', "[ValidateSet('nothing', 'notCompliant')] [string] $FailOn = 'nothing'"],
];

const ENDINGS: Record<ScriptHeader, (operation: Operation) => string> = {
  ssm: (operation) => {
    const given = parametersOf(operation).map((name) => `-${name} $${name}`);
    return `exit (Invoke-WinHarden -Operation ${operation} -PlanText $PlanText ${given.join(' ')})`;
  },
  ps1: (operation) => {
    const given = parametersOf(operation).map((name) => `; ${name} = $${name}`);
    return `exit (Invoke-Standalone @{ Operation = '${operation}'; PlanText = $PlanText${given.join('')} } $ReportFile $FailOn)`;
  },
};

/** The parameters of an operation's script and document. docs/formats.md, "The script's parameters". */
export function parametersOf(operation: Operation): string[] {
  return [
    'RunId',
    'ReportEncoding',
    ...(operation === 'audit' ? [] : ['Reboot']),
    ...(operation === 'rollback' ? ['TargetRunId'] : []),
  ];
}

function kindsOf({ controls }: Plan): Set<SettingKind> {
  return new Set(controls.flatMap(({ kind }) => (kind === 'manual' ? [] : [kind])));
}

/**
 * An audit holds no setter at all. A rollback takes every kind that can be set: it restores what an older plan may have changed;
 * only `gpo`, as large as it is rare, has to be in the plan.
 */
function filesOf({ manifest }: EngineFiles, operation: Operation, used: Set<SettingKind>): string[] {
  const isTaken = (kind: SettingKind) =>
    operation === 'rollback' ? !JUDGED_KINDS.includes(kind) && (kind !== 'gpo' || used.has(kind)) : used.has(kind);
  const kinds = KINDS.filter(isTaken).map((kind) => manifest.resources[kind]);
  const resources = kinds.flatMap(({ get, set }) => (operation === 'audit' ? get : [...get, ...set]));
  return [...new Set([...manifest.operations[operation], ...resources])];
}

function fileText({ files }: EngineFiles, path: string): string {
  const text = files[path];
  if (text === undefined) throw brokenEngine(`powershell/WinHarden/manifest.json names ${path}, which is not there`);
  return `# file powershell/WinHarden/${path}\n${trimPowerShell(text)}`;
}

/** SSM would replace `{{ … }}` anywhere in a script, comments included; and only ASCII reads the same in every encoding. */
function refuseUnsafe(text: string): string {
  const line = text.split('\n').find((line) => line.includes('{{') || /[^\x20-\x7e\t]/.test(line));
  if (line !== undefined)
    throw brokenEngine(`a line of the engine holds {{ or is not ASCII: ${line.trim().slice(0, 80)}`);
  return text;
}

function brokenEngine(message: string): WinhardenError {
  return new WinhardenError({ code: 'BrokenInstallation', message, suggestions: ['Install winharden again.'] });
}
