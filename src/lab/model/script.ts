import { inflateRawSync } from 'node:zlib';

/** What the model needs of a winharden script: who starts it with what, and the plan that it carries. */
export interface WinhardenScript {
  operation: 'audit' | 'apply' | 'rollback';
  runId: string;
  targetRunId: string;
  encoding: 'json' | 'gzip';
  /** Whether it may ask for a restart. */
  mayRestart: boolean;
  planText: string;
}

/** Reads the script as SSM sends it (docs/formats.md, "The script's parameters"); undefined for any other script. */
export function readScript(script: string): WinhardenScript | undefined {
  const operation = /^exit \(Invoke-WinHarden -Operation (audit|apply|rollback) /m.exec(script)?.[1];
  const planText = /^\$PlanText = @'\r?\n([\s\S]*?)\r?\n'@/m.exec(script)?.[1];
  if (operation === undefined || planText === undefined) return undefined;
  return {
    operation: operation as WinhardenScript['operation'],
    runId: assigned(script, 'RunId'),
    targetRunId: assigned(script, 'TargetRunId'),
    encoding: assigned(script, 'ReportEncoding') === 'gzip' ? 'gzip' : 'json',
    mayRestart: assigned(script, 'Reboot') === 'if-required',
    planText: unpacked(planText),
  };
}

/** The value of one of the single-quoted assignments in the first lines; PowerShell doubles a quote inside. */
function assigned(script: string, name: string): string {
  const text = new RegExp(`^\\$${name} = '((?:[^']|'')*)'`, 'm').exec(script)?.[1] ?? '';
  return text.replaceAll("''", "'");
}

/** A plan too large for the document travels deflated, in base64 (docs/formats.md, "The node plan"). */
function unpacked(text: string): string {
  return text.startsWith('{') ? text : inflateRawSync(Buffer.from(text, 'base64')).toString('ascii');
}
