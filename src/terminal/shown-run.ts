import type { ShownRun } from '../core/present/model.ts';
import { onlyControl, onlyNode } from '../core/present/narrow.ts';
import type { RunResult } from '../core/results/model.ts';
import type { Style } from './style.ts';
import { controlView } from './views/control-view.ts';
import { nodeView } from './views/node-view.ts';
import { runView } from './views/run-view.ts';

interface Wanted {
  node?: string | undefined;
  control?: string | undefined;
  format: 'text' | 'csv' | 'html';
}

type View = (style: Style) => string;

async function viewOf(run: ShownRun, comeBack: string, { node, control, format }: Wanted): Promise<View> {
  if (format === 'csv') {
    const text = (await import('../core/present/csv.ts')).csv(run).trimEnd();
    return () => text;
  }
  if (format === 'html') {
    const page = await (await import('./save-report.ts')).reportPage(run);
    return () => page;
  }
  if (control !== undefined) return (style) => controlView(run, style);
  return node === undefined ? (style) => runView(run, comeBack, style) : (style) => nodeView(run, style);
}

/** A kept run narrowed to what was asked for, and how to show it. */
export async function shownRun(
  { reports, ...result }: RunResult & { reports: ShownRun['reports'] },
  comeBack: string,
  wanted: Wanted,
) {
  const { node, control } = wanted;
  const all: ShownRun = { result, reports };
  const some = node === undefined ? all : onlyNode(all, node);
  const run = control === undefined ? some : onlyControl(some, control);
  return { run, view: await viewOf(run, comeBack, wanted) };
}
