import type { ShownScan, SideBySide } from '../../actions/show-cis-scan.ts';
import type { CisTarget } from '../../core/inspector/model.ts';
import type { Pair } from '../../core/inspector/side-by-side.ts';
import { nodeName } from '../../core/present/findings.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { SCAN_TONES } from './cis-scan-list-view.ts';

const MOST_NODES = 50;
const MOST_CHECKS = 15;
const MOST_PAIRS = 100;

/** The scan by node and by check, and beside it what winharden found. */
export function cisScanShowView({ scan, targets, checks, sideBySide }: ShownScan, all: boolean, style: Style): string {
  const { name, date, level, status, failedChecks, totalChecks } = scan;
  const head = `${name}: CIS Level ${level ?? '?'}, ${date ?? ''}, ${status.toLowerCase().replace('_', ' ')}, ${failedChecks} of ${totalChecks} checks failed`;
  const most = all ? Number.POSITIVE_INFINITY : MOST_CHECKS;
  return [
    style(SCAN_TONES[status] ?? 'plain', printableLine(head)),
    limited(
      ['node', 'windows', 'status', 'passed', 'failed', 'skipped', 'why'],
      targets.map(targetRow),
      MOST_NODES,
      style,
    ),
    ...(checks.length > 0
      ? [
          limited(
            ['check', 'level', 'passed', 'failed', 'skipped', 'title'],
            checks.map((check): Cell[] => [
              check.id,
              check.level ?? '',
              check.passed,
              check.failed,
              check.skipped,
              check.title,
            ]),
            most,
            style,
          ),
        ]
      : []),
    ...(sideBySide ? [besideView(sideBySide, all, style)] : []),
  ].join('\n\n');
}

/** Why a node has no results, and what to do. */
const TARGET_REASONS: Record<string, string> = {
  SCAN_IN_PROGRESS: 'being scanned',
  UNSUPPORTED_OS: 'Inspector has no CIS benchmark for this system',
  SSM_UNMANAGED: 'Systems Manager does not manage it: AmazonSSMManagedInstanceCore in its role, the agent running',
};
const NO_PLUGIN = "Inspector's plugin did not answer: AmazonInspector2ManagedCisPolicy in its role?";

const targetRow = (target: CisTarget): Cell[] => [
  target.instanceId,
  target.platform,
  { text: target.status || 'PENDING', tone: target.status === 'COMPLETED' ? 'good' : 'warn' },
  target.passed,
  target.failed,
  target.skipped,
  TARGET_REASONS[target.reason ?? ''] ?? (target.status === 'TIMED_OUT' ? NO_PLUGIN : (target.reason ?? '')),
];

const AGREEMENT_TONES: Record<string, Tone> = {
  agree: 'good',
  differ: 'warn',
  onlyInspector: 'dim',
  onlyWinharden: 'dim',
};

function besideView({ run, nodes, counts, reasons, pairs }: SideBySide, all: boolean, style: Style): string {
  const judged = counts.agree + counts.differ;
  const head = `Beside run ${run.runId} (${run.operation} of ${run.baseline}, ${run.started}), on ${nodes} nodes: ${counts.agree} of ${judged} agree, ${counts.differ} differ; ${counts.onlyInspector} judged by Inspector alone, ${counts.onlyWinharden} by winharden alone`;
  const why = Object.entries(reasons).map(
    ([reason, count]) => `${count} ${REASON_WORDS[reason as keyof typeof reasons]}`,
  );
  const rows = alike(pairs).map(([first, ...others]): Cell[] => [
    first.control,
    others.length > 0 ? `${others.length + 1} nodes` : nodeName(first),
    { text: first.inspector ?? '', tone: AGREEMENT_TONES[first.agreement] ?? 'plain' },
    { text: first.winharden ?? '', tone: AGREEMENT_TONES[first.agreement] ?? 'plain' },
    first.title,
    first.why,
  ]);
  return [
    style(counts.differ > 0 ? 'warn' : 'good', printableLine(head)),
    ...(why.length > 0 ? [`  Why: ${why.join(', ')}`] : []),
    ...(rows.length > 0
      ? [
          limited(
            ['control', 'node', 'Inspector', 'winharden', 'title', 'why'],
            rows,
            all ? Number.POSITIVE_INFINITY : MOST_PAIRS,
            style,
          ),
        ]
      : []),
  ].join('\n');
}

/** Nodes of which the same is to be said share a line. */
const alike = (pairs: Pair[]) =>
  [
    ...Map.groupBy(pairs, ({ control, inspector, winharden, why }) =>
      JSON.stringify([control, inspector, winharden, why]),
    ).values(),
  ] as [Pair, ...Pair[]][];

const REASON_WORDS: Record<keyof SideBySide['reasons'], string> = {
  waived: 'waived',
  remediatedSince: 'put right since',
  changedSince: 'changed between',
  readDifferently: 'read differently',
  unread: 'unread by winharden',
  notApplicable: 'not applicable',
  manual: 'left to people',
  skipped: 'skipped by Inspector',
  severalControls: 'one check, several controls',
  level: 'of another level',
  benchmark: 'not in the other benchmark',
};

function limited(titles: string[], rows: Cell[][], most: number, style: Style): string {
  const left = rows.length - most;
  return [
    table(titles, rows.slice(0, most), style),
    ...(left > 0 ? [`  … and ${left} more with --all or --json`] : []),
  ].join('\n');
}
