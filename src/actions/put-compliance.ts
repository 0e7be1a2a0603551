import { complianceList, isShortened, LEAST_BYTES, USUAL_BYTES } from '../core/compliance/compliance-list.ts';
import { ControlFacts } from '../core/compliance/control-facts.ts';
import { arnOfNode, findingChanges, generatorPrefix } from '../core/compliance/findings.ts';
import type { CompliancePlace, StandingList, Verdict } from '../core/compliance/model.ts';
import type { CompliancePut, ComplianceTarget } from '../core/compliance/result.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import type { Plan } from '../core/plan/model.ts';
import type { App, ComplianceServices, RunFolder } from '../core/ports.ts';
import type { NodeReport } from '../core/report/model.ts';
import type { NodeOutcome, RunResult } from '../core/results/model.ts';
import { readResult } from './show-run.ts';

interface PutComplianceInput {
  runId: string;
  to: ComplianceTarget[];
  /** Asks what stands, counts, and sends nothing. */
  dryRun: boolean;
  /** Told how far it is, in a fleet where that takes minutes. */
  emit: Emit;
}

/** Nodes at a time: as many values as a filter of Security Hub takes, and as many reports as are held in memory. */
const CHUNK = 20;
const CHUNKS_A_LINE = 10;

/**
 * Tells Systems Manager and Security Hub what a run says of its nodes, each in the node's own account and Region. Doing it again
 * changes nothing: lists of the same run stay, of findings only what has changed is sent, and what a later run has said stays said.
 * A node without a trustworthy report, or whose report judges nothing, keeps what it had. Errors: NoSuchRun, DamagedRun, NoFindings, NoReports, SecurityHubOff.
 */
export async function putCompliance(
  app: Pick<App, 'runs' | 'compliance'>,
  { runId, to, dryRun, emit }: PutComplianceInput,
): Promise<CompliancePut> {
  const folder = await app.runs.open(runId);
  const result = await readResult(folder);
  if (result.operation === 'rollback') throw noFindings(runId, 'was a rollback, which judges no control');
  if (result.partOf !== undefined) throw noFindings(runId, `says nothing of most controls of ${result.partOf}`);
  const reported = result.nodes.outcomes.filter(({ report }) => report !== undefined && !report.unverified);
  if (reported.length === 0) throw noReports(runId);
  const plan = (await folder.read('plan.json')) as Plan | null;
  const facts = new ControlFacts(plan?.controls ?? result.controls);
  const told: CompliancePut = {
    runId,
    baseline: result.baseline,
    dryRun,
    nodes: { told: 0, withoutReport: result.nodes.outcomes.length - reported.length },
    ...(to.includes('ssm') && { ssm: { put: 0, unchanged: 0, newer: 0, shortened: 0 } }),
    ...(to.includes('security-hub') && { securityHub: { opened: 0, resolved: 0, unchanged: 0, newer: 0 } }),
    failures: [],
  };
  for (const [location, nodes] of Map.groupBy(reported, (node) => node.location ?? null)) {
    const services = app.compliance.at(location);
    await naming(location, async () =>
      tellLocation({ services, place: await services.place(), folder, result, facts, told, emit }, nodes),
    );
  }
  return told;
}

/** An error of one location among several says of which. */
async function naming(location: string | null, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof WinhardenError) || location === null) throw error;
    const { code, message, suggestions, exit } = error;
    throw new WinhardenError({ code, message: `${location}: ${message}`, suggestions, exit, cause: error });
  }
}

interface Telling {
  services: ComplianceServices;
  place: CompliancePlace;
  folder: RunFolder;
  result: RunResult;
  facts: ControlFacts;
  told: CompliancePut;
  emit: Emit;
}

async function tellLocation(telling: Telling, nodes: NodeOutcome[]): Promise<void> {
  const { services, told } = telling;
  const lists = told.ssm ? await services.items.standing() : new Map<string, StandingList>();
  for (let at = 0; at < nodes.length; at += CHUNK) {
    const verdicts = await verdictsOf(telling, nodes.slice(at, at + CHUNK));
    told.nodes.told += verdicts.length;
    told.nodes.withoutReport += Math.min(CHUNK, nodes.length - at) - verdicts.length;
    await sendFindings(telling, verdicts);
    await Promise.all(verdicts.map((verdict) => putList(telling, verdict, lists.get(verdict.node.instanceId))));
    if ((at / CHUNK) % CHUNKS_A_LINE === CHUNKS_A_LINE - 1)
      telling.emit({ type: 'phase', text: `Told of ${told.nodes.told} nodes` });
  }
}

/** Reports are read as they are needed: a fleet's together are large. */
async function verdictsOf({ place, folder, result, facts }: Telling, nodes: NodeOutcome[]): Promise<Verdict[]> {
  const { runId, baseline, plan, finished, started } = result;
  const common = { runId, baseline, planHash: plan, time: finished ?? started, place, facts };
  const verdicts: Verdict[] = [];
  for (const node of nodes) {
    const report = (await folder.read(`nodes/${node.instanceId}.json`)) as NodeReport | null;
    if (report !== null && hasJudged(report)) verdicts.push({ ...common, node, report });
  }
  return verdicts;
}

/** An operation that failed before it came to the controls says nothing of the node. */
const hasJudged = ({ controls, error }: NodeReport) => controls.length > 0 || error === null;

async function putList({ services, told }: Telling, verdict: Verdict, standing: StandingList | undefined) {
  if (!told.ssm) return;
  if (standing?.runId === verdict.runId) return void told.ssm.unchanged++;
  if ((standing?.time?.getTime() ?? 0) > Date.parse(verdict.time)) return void told.ssm.newer++;
  const answer = told.dryRun ? 'put' : await putFitting(services, verdict);
  if (answer === 'put' || answer === 'shortened') told.ssm.put++;
  if (answer === 'shortened') told.ssm.shortened++;
  const reason = REFUSED[answer];
  if (reason) told.failures.push({ to: 'ssm', of: verdict.node.instanceId, reason });
}

const REFUSED: Record<string, string> = {
  noNode: 'Systems Manager no longer knows the node',
  tooLong: 'Systems Manager takes no list of it, however short',
};

/** The longest list that Systems Manager takes, whose limit nobody knows. */
async function putFitting({ items }: ComplianceServices, verdict: Verdict) {
  for (let bytes = USUAL_BYTES; bytes >= LEAST_BYTES; bytes /= 4) {
    const list = complianceList(verdict, bytes);
    const answer = await items.put(list);
    if (answer !== 'tooLong') return answer === 'put' && isShortened(list) ? 'shortened' : answer;
  }
  return 'tooLong';
}

async function sendFindings(telling: Telling, verdicts: Verdict[]): Promise<void> {
  const { place, told, result } = telling;
  const { hub } = telling.services;
  if (!told.securityHub || verdicts.length === 0) return;
  const standing = await hub.standing(place, generatorPrefix(result.baseline), verdicts.map(arnOfNode));
  const byNode = Map.groupBy(standing, ({ resource }) => resource);
  const changes = verdicts.map((verdict) => findingChanges(verdict, byNode.get(arnOfNode(verdict)) ?? []));
  const findings = changes.flatMap(({ send }) => send);
  const refused = told.dryRun ? [] : await hub.send(findings);
  const lost = new Set(refused.map(({ id }) => id));
  for (const { id, state } of findings) {
    if (!lost.has(id)) told.securityHub[state === 'failed' || state === 'unknown' ? 'opened' : 'resolved']++;
  }
  for (const { unchanged, newer } of changes) {
    told.securityHub.unchanged += unchanged;
    told.securityHub.newer += newer;
  }
  for (const { id, code, message } of refused)
    told.failures.push({ to: 'security-hub', of: id, reason: `${code}: ${message}` });
}

function noFindings(runId: string, why: string): WinhardenError {
  const message = `the run ${runId} ${why}`;
  return new WinhardenError({
    code: 'NoFindings',
    message,
    suggestions: ['name an audit or an apply of the whole baseline'],
    exit: EXIT.usage,
  });
}

const noReports = (runId: string) =>
  new WinhardenError({
    code: 'NoReports',
    message: `the run ${runId} has no report that can be trusted, so there is nothing to tell`,
    suggestions: [`winharden run show ${runId} says why`],
  });
