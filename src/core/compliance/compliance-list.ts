import { createHash } from 'node:crypto';
import type { ControlResult, Status } from '../report/model.ts';
import { weight } from './control-facts.ts';
import type { ComplianceItem, ComplianceList, Verdict } from './model.ts';
import { foundText, requiredText, safeText } from './node-text.ts';

/** Bounds of PutComplianceItems (Systems Manager API reference): items of a node, characters of a title. */
const MOST_ITEMS = 10_000;
const MOST_TITLE = 500;
/** A detail may have 4,096 characters; the whole list has a limit that AWS does not tell. */
const MOST_DETAIL = 512;

/** Bytes of a list at first. Systems Manager publishes no number; who is refused asks for a shorter one. */
export const USUAL_BYTES = 1024 * 1024;
/** A list as short as this holds little more than its summary. */
export const LEAST_BYTES = 4096;

const MET: readonly Status[] = ['Compliant', 'Remediated'];
const NOT_MET: readonly Status[] = ['NonCompliant', 'Error'];

/**
 * The compliance items of a node: a summary, then every control that was judged, those that are not met first, the worst severity
 * first. Of a list that would be too long the end is left out, and the summary says so. Controls that nobody judged (waived, manual,
 * not applicable) are counted in the summary: Systems Manager knows compliant and not compliant only, and they are neither.
 */
export function complianceList(verdict: Verdict, mostBytes = USUAL_BYTES): ComplianceList {
  const { runId, time, node, report } = verdict;
  const judged = report.controls.filter(({ status }) => MET.includes(status) || NOT_MET.includes(status));
  const all = judged.map((control) => itemOf(verdict, control)).sort(worstFirst);
  const told = fitting(all, mostBytes - sizeOf(summary(verdict, all, all.length)));
  const items = [summary(verdict, all, all.length - told.length), ...told];
  const hash = createHash('sha256').update(JSON.stringify({ runId, time, items })).digest('hex');
  return { instanceId: node.instanceId, runId, time, items, hash };
}

/** Whether items had no room. */
export const isShortened = ({ items: [first] }: ComplianceList) => first?.details['leftOut'] !== undefined;

function itemOf({ facts, report }: Verdict, control: ControlResult): ComplianceItem {
  const { id, status, message = '' } = control;
  const known = facts.of(id, report.node.release);
  const details = { status, found: foundText(control, MOST_DETAIL), required: requiredText(control, MOST_DETAIL) };
  return {
    id,
    title: safeText(known?.title ?? id, MOST_TITLE),
    ...(known?.severity && { severity: known.severity }),
    met: MET.includes(status),
    details: filled({ ...details, message: safeText(message, MOST_DETAIL) }),
  };
}

const filled = (details: Record<string, string>) =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== ''));

const worstFirst = (a: ComplianceItem, b: ComplianceItem) =>
  Number(a.met) - Number(b.met) || weight(b.severity) - weight(a.severity);

/** What the node is as a whole. */
function summary({ baseline, planHash, report }: Verdict, all: ComplianceItem[], leftOut: number): ComplianceItem {
  const open = all.filter(({ met }) => !met);
  const count = (status: Status) => String(report.controls.filter((control) => control.status === status).length);
  return {
    id: 'winharden',
    title: safeText(`${baseline}: ${open.length} of ${all.length} controls are not as required`, MOST_TITLE),
    ...(open[0]?.severity && { severity: open[0].severity }),
    met: open.length === 0 && report.error === null && all.length > 0,
    details: filled({
      baseline: safeText(baseline, MOST_DETAIL),
      plan: planHash,
      notMet: String(open.length),
      met: String(all.length - open.length),
      waived: count('Waived'),
      manual: count('Manual'),
      notApplicable: count('NotApplicable'),
      leftOut: leftOut === 0 ? '' : `${leftOut} items had no room; winharden's report has them all`,
      error: safeText(report.error ?? '', MOST_DETAIL),
    }),
  };
}

/** As many from the beginning as there is room for. */
function fitting(items: ComplianceItem[], mostBytes: number): ComplianceItem[] {
  let bytes = 0;
  const end = items.findIndex((item) => {
    bytes += sizeOf(item);
    return bytes > mostBytes;
  });
  return items.slice(0, Math.min(end < 0 ? items.length : end, MOST_ITEMS - 1));
}

const sizeOf = (item: ComplianceItem) => Buffer.byteLength(JSON.stringify(item));
