import type { ShownRun } from '../core/present/model.ts';
import type { NodeReport } from '../core/report/model.ts';
import { ReportShelf } from '../core/report/report-shelf.ts';
import { exitCodeOf } from '../core/results/exit-code.ts';
import type { RunResult } from '../core/results/model.ts';
import type { RunIo, RunPreview } from '../core/run/model.ts';
import {
  FOLLOWING,
  MAY_ASK_ROLES,
  MAY_ENTER,
  MAY_SELECT,
  MAY_START_AUTOMATION,
  MAY_WRITE,
  PUBLISHING,
  SELECTING,
} from './actions.ts';
import { BaseCommand } from './base-command.ts';
import { askYesNo, requireAnswerable } from './confirm.ts';
import type { ExitName } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { type Progress, startProgress } from './progress.ts';
import { saveReport } from './save-report.ts';
import type { AwsFlagValues, Session } from './session.ts';
import { keepMemorySmall } from './small-memory.ts';
import { previewView } from './views/preview-view.ts';
import { howToGoOn, runView } from './views/run-view.ts';

export interface FleetFlagValues extends AwsFlagValues {
  quiet: boolean;
  'dry-run'?: boolean;
  yes?: boolean;
}

/** What audit, apply, rollback and what goes on with them have in common: a session, progress, the question, the report, the view, the exit code. */
export abstract class FleetCommand extends BaseCommand {
  static override exitCodes: readonly ExitName[] = [
    'done',
    'failed',
    'usage',
    'notCompliant',
    'partly',
    'inProgress',
    'paused',
    'interrupted',
  ];
  static override actions: readonly string[] = [...SELECTING, ...PUBLISHING, 'ssm:SendCommand', ...FOLLOWING];
  static override optionalActions: readonly string[] = [
    ...MAY_SELECT,
    ...MAY_WRITE,
    ...MAY_ASK_ROLES,
    ...MAY_ENTER,
    ...MAY_START_AUTOMATION,
  ];

  /** Whether the command changes nodes, and so asks first. */
  protected abstract readonly changesNodes: boolean;

  /** Opens AWS or the lab, has `act` do the run, and tells of it; null is no run. */
  protected async runFleet<Result extends RunResult | null>(
    flags: FleetFlagValues,
    act: (session: Session, io: RunIo) => Promise<Result>,
  ): Promise<Result> {
    keepMemorySmall();
    const asks = this.changesNodes && !flags.yes && !flags['dry-run'];
    if (asks) requireAnswerable(process.stdin);
    const progress = startProgress(process.stderr, flags.quiet);
    const session = await this.openSession(flags);
    const shelf = new ReportShelf();
    const io = { ...this.io(progress, session, asks), reported: (report: NodeReport) => shelf.add(report) };
    const result = await act(session, io).finally(progress.stop);
    if (result === null) return result;
    process.exitCode = exitCodeOf(result);
    const run: ShownRun = { result, reports: shelf.of(result.nodes.outcomes) };
    if (result.state !== 'dryRun') await saveReport(run);
    this.show((style) => runView(run, session.comeBack, style));
    return result;
  }

  private io(progress: Progress, { comeBack }: Session, asks: boolean): RunIo {
    let begun = '';
    const interrupt = listenForInterrupt(() => {
      progress.stop();
      process.stderr.write('\nStopping: nothing more is sent. Press Ctrl-C again to leave at once.\n');
      if (begun && comeBack !== null) process.stderr.write(`${howToGoOn(begun, comeBack)}\n`);
    });
    this.closeAtEnd(async () => interrupt.release());
    const { signal } = interrupt;
    const emit: RunIo['emit'] = (event) => {
      if (event.type === 'warning') this.warnings.push(event.text);
      if (event.type === 'begun') begun = event.runId;
      progress.emit(event);
    };
    const proceed: NonNullable<RunIo['proceed']> = (wave, of) => {
      progress.stop();
      const question = `Go on with wave ${wave.number} of ${of}, ${wave.nodes.length} nodes?`;
      return askYesNo(question, signal, { input: process.stdin, output: process.stderr });
    };
    return {
      emit,
      signal,
      confirm: (preview) => this.confirm(preview, progress, asks, signal),
      ...(process.stdin.isTTY && { proceed }),
    };
  }

  private async confirm(preview: RunPreview, progress: Progress, asks: boolean, signal: AbortSignal): Promise<boolean> {
    progress.stop();
    progress.show((style) => previewView(preview, style));
    if (!asks) return true;
    const question = `${preview.operation} ${preview.baseline} on ${preview.nodes.length} nodes?`;
    return askYesNo(question, signal, { input: process.stdin, output: process.stderr });
  }
}
