import { WinhardenError } from '../core/errors.ts';
import { findNodes } from '../core/fleet/find-nodes.ts';
import type { Selector } from '../core/fleet/model.ts';
import { adviceFor } from '../core/guardduty/advice.ts';
import { severityOf, type Threat, type ThreatQuery, type ThreatSeverity } from '../core/guardduty/model.ts';
import type { App } from '../core/ports.ts';

export interface FindingsInput extends Omit<ThreatQuery, 'instanceIds' | 'since'> {
  /** Null: every Windows instance that GuardDuty found something about. */
  selector: Selector | null;
  /** Days back; null: however old. */
  days: number | null;
}

/** A finding with what it means and what to do. */
export interface AdvisedThreat extends Omit<Threat, 'severity' | 'windows'> {
  /** GuardDuty's number, 1 to 10, and its name. */
  score: number;
  severity: ThreatSeverity;
  /** EC2's Name tag, of nodes that were selected. */
  name: string | null;
  means: string;
  next: string[];
}

export interface FoundThreats {
  region: string;
  /** How many nodes were selected; null where none were named. */
  nodes: number | null;
  findings: AdvisedThreat[];
}

/** What GuardDuty found about nodes, the gravest first. Errors: GuardDutyOff, GuardDutySuspended, NoNodesMatched. */
export async function guardDutyFindings(
  app: Pick<App, 'guardDuty' | 'inventory' | 'clock'>,
  { selector, days, ...query }: FindingsInput,
): Promise<FoundThreats> {
  const { region } = await app.inventory.identity();
  const detector = await app.guardDuty.detector();
  if (detector === null) throw off(region);
  const names = selector === null ? null : await namesOf(app, selector);
  if (names?.size === 0) throw nobody();
  const since = days === null ? null : new Date(app.clock.now().getTime() - days * 86_400_000);
  const instanceIds = names && [...names.keys()];
  const threats = await app.guardDuty.threats(detector.id, { ...query, since, instanceIds });
  if (!detector.enabled && threats.length === 0) throw suspended(region);
  const shown = names === null ? threats.filter(({ windows }) => windows) : threats;
  const findings = shown.map((threat) => advised(threat, names?.get(threat.instanceId) ?? null)).sort(gravestFirst);
  return { region, nodes: names?.size ?? null, findings };
}

/** Names by id; GuardDuty knows EC2 instances alone. */
async function namesOf({ inventory }: Pick<App, 'inventory'>, selector: Selector): Promise<Map<string, string | null>> {
  const { found } = await findNodes(inventory, selector);
  return new Map(
    found
      .filter(({ instanceId }) => instanceId.startsWith('i-'))
      .map(({ instanceId, machine }) => [instanceId, machine?.tags['Name'] ?? null]),
  );
}

function advised({ severity, windows: _, ...threat }: Threat, name: string | null): AdvisedThreat {
  return { ...threat, score: severity, severity: severityOf(severity), name, ...adviceFor(threat) };
}

const gravestFirst = (a: AdvisedThreat, b: AdvisedThreat) =>
  b.score - a.score || (a.lastSeen < b.lastSeen ? 1 : a.lastSeen > b.lastSeen ? -1 : a.id < b.id ? -1 : 1);

const off = (region: string) =>
  new WinhardenError({
    code: 'GuardDutyOff',
    message: `GuardDuty is not turned on in ${region}, so that it has found nothing`,
    suggestions: [
      `winharden guardduty status --region ${region} --enable turns it on, and says what that costs`,
      'or look in another Region with --region',
    ],
  });

const suspended = (region: string) =>
  new WinhardenError({
    code: 'GuardDutySuspended',
    message: `GuardDuty is suspended in ${region}, so that it finds nothing`,
    suggestions: [`winharden guardduty status --region ${region} --enable has it go on`],
  });

const nobody = () =>
  new WinhardenError({
    code: 'NoNodesMatched',
    message: 'no EC2 instance matches, and GuardDuty knows of no other nodes',
    suggestions: ['check the tag, the account (--profile) and the Region (--region)'],
  });
