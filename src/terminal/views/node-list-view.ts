import type { NodeList } from '../../actions/list-nodes.ts';
import { FLAGS, type Flag, type NodePosture, SEVERITIES, type Severity } from '../../core/posture/model.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';

const TONES: Record<Severity, Tone> = { critical: 'bad', high: 'bad', medium: 'warn', low: 'plain' };

const NONE = 'No Windows nodes here; --region and --profile look elsewhere.';

/** Nodes that are named below each flag. */
const MOST_NAMED = 5;
/** What to do, where it is not the same for all. */
const MOST_NEXT = 3;

/** The nodes, the images they are made of, and each flag with what to do. */
export function nodeListView(list: Omit<NodeList, 'warnings' | 'undecided'>, style: Style): string {
  const { nodes, matchedTag } = list;
  if (nodes.length === 0) return [NONE, ...excludedText(list)].join('\n');
  const head = `${count(nodes.length)}${matchedTag === undefined ? '' : `, matched by ${printableLine(matchedTag)}`}`;
  return [
    `${style('bold', head)}\n${nodeTable(nodes, style)}`,
    `${style('bold', 'Images')}\n${imageTable(nodes, style)}`,
    ...FLAGS.flatMap((id) => flagText(nodes, id, style)),
    ...excludedText(list),
    summary(list),
  ].join('\n\n');
}

const count = (nodes: number) => (nodes === 1 ? '1 Windows node' : `${nodes} Windows nodes`);
const days = (number: number | null | undefined) => (number == null ? '?' : `${number} d`);

function nodeTable(nodes: readonly NodePosture[], style: Style): string {
  const located = nodes.some(({ location }) => location !== undefined);
  const rows = nodes.map((node): Cell[] => [
    node.instanceId,
    node.name ?? node.computerName ?? '',
    ...(located ? [node.location ?? ''] : []),
    [node.release ?? '?', node.edition ?? ''].join(' ').trim(),
    imageCell(node),
    days(node.launchedDays),
    agentCell(node),
    runText(node.lastRun),
    flagCell(node.flags),
  ]);
  const where = located ? ['location'] : [];
  const head = ['node', 'name', ...where, 'Windows', 'image', 'started', 'agent', 'last run', 'flags'];
  return table(head, rows, style);
}

function imageCell({ image, isLatest }: NodePosture): Cell {
  if (image === null) return '–';
  if (image.visible === false) return { text: 'gone', tone: 'bad' };
  return `${days(image.days)}${isLatest ? ' latest' : ''}`;
}

/** Its version, or why nothing sent reaches the node. */
function agentCell({ managed, agent, ping, state }: NodePosture): Cell {
  if (!managed) return { text: state !== null && state !== 'running' ? state : 'unmanaged', tone: 'bad' };
  return ping === 'Online' ? (agent ?? '?') : { text: ping || 'no ping', tone: 'warn' };
}

function runText(run: NodePosture['lastRun']): string {
  if (run === null) return 'none';
  const day = run.started.slice(0, 10);
  return run.score === null ? `${run.outcome} ${day}` : `${run.score} % ${day}`;
}

/** The gravest, and how many more: each is told of below. */
function flagCell([first, ...others]: readonly Flag[]): Cell {
  if (first === undefined) return '–';
  return { text: others.length > 0 ? `${first.id} +${others.length}` : first.id, tone: TONES[first.severity] };
}

/** Most used first. */
function imageTable(nodes: readonly NodePosture[], style: Style): string {
  const made = nodes.filter(({ image }) => image !== null);
  const byId = [...Map.groupBy(made, ({ image }) => image?.imageId ?? '')].sort(([, a], [, b]) => b.length - a.length);
  const rows = byId.map(([id, its]): Cell[] => [id, its.length, ...aboutImage(its[0] as NodePosture)]);
  return table(['image', 'nodes', 'made', 'latest', 'name'], rows, style);
}

function aboutImage({ image, latest, isLatest }: NodePosture): Cell[] {
  if (image?.visible === false) return ['?', latestText(latest, isLatest), 'no longer visible to this account'];
  return [image?.created?.slice(0, 10) ?? '?', latestText(latest, isLatest), image?.name ?? '?'];
}

function latestText(latest: NodePosture['latest'], isLatest: boolean | null): string {
  if (isLatest === null) return '–';
  if (isLatest) return 'yes';
  return latest?.days == null ? 'no' : `no, that is ${latest.days} d old`;
}

function flagText(nodes: readonly NodePosture[], id: Flag['id'], style: Style): string[] {
  const found = nodes.flatMap((node) => node.flags.filter((flag) => flag.id === id).map((flag) => ({ node, flag })));
  const [first] = found;
  if (!first) return [];
  const worst = SEVERITIES.find((severity) => found.some(({ flag }) => flag.severity === severity)) ?? 'low';
  const head = `${id}: ${found.length === 1 ? '1 node' : `${found.length} nodes`}, ${worst}`;
  const named = found.slice(0, MOST_NAMED).map(({ node, flag }) => `  ${nameOf(node)}: ${flag.what}`);
  const more = found.length - named.length;
  const lines = [
    ...named,
    ...(more > 0 ? [`  and ${more} more (--json has all)`] : []),
    `  why: ${first.flag.why}`,
    ...[...new Set(found.map(({ flag }) => flag.next))].slice(0, MOST_NEXT).map((next) => `  → ${next}`),
  ];
  return [[style(TONES[worst], head), ...lines.map(printableLine)].join('\n')];
}

const nameOf = ({ instanceId, name }: NodePosture) => (name === null ? instanceId : `${instanceId} (${name})`);

function excludedText({ excluded }: Pick<NodeList, 'excluded'>): string[] {
  if (excluded.length === 0) return [];
  const shown = excluded.slice(0, MOST_NAMED).map(({ instanceId, reason }) => `  ${instanceId}: ${reason}`);
  const more = excluded.length - shown.length;
  return [['Left out', ...shown, ...(more > 0 ? [`  and ${more} more`] : [])].map(printableLine).join('\n')];
}

function summary({ nodes, maxAge }: Pick<NodeList, 'nodes' | 'maxAge'>): string {
  const flagged = nodes.filter(({ flags }) => flags.length > 0).length;
  const old = `An image is old after ${maxAge} days; "started" is the last start, which is no age.`;
  return `${flagged} of ${nodes.length} have flags. ${old}`;
}
