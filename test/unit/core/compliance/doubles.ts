import { ControlFacts } from '../../../../src/core/compliance/control-facts.ts';
import type {
  ComplianceList,
  Finding,
  RefusedFinding,
  StandingFinding,
  Verdict,
} from '../../../../src/core/compliance/model.ts';
import type { Compliance, ComplianceServices } from '../../../../src/core/ports.ts';
import type { ControlResult, Status } from '../../../../src/core/report/model.ts';
import { sampleOutcome, sampleReport } from '../present/sample-run.ts';

/** Systems Manager and Security Hub of one account and Region, as far as compliance goes. */
export class FakeCompliance implements ComplianceServices {
  readonly lists = new Map<string, ComplianceList>();
  readonly puts: ComplianceList[] = [];
  readonly findings = new Map<string, Finding>();
  readonly sent: Finding[] = [];
  /** Bytes of items above which a list is refused. */
  mostBytes = Number.POSITIVE_INFINITY;
  readonly unknownNodes = new Set<string>();
  readonly refused: RefusedFinding[] = [];

  readonly place = async () => ({ account: '111122223333', region: 'eu-west-1', partition: 'aws' });

  readonly items: ComplianceServices['items'] = {
    standing: async () =>
      new Map([...this.lists].map(([id, { runId, time }]) => [id, { runId, time: new Date(time) }])),
    put: async (list) => {
      if (this.unknownNodes.has(list.instanceId)) return 'noNode';
      if (JSON.stringify(list.items).length > this.mostBytes) return 'tooLong';
      this.puts.push(list);
      this.lists.set(list.instanceId, list);
      return 'put';
    },
  };

  readonly hub: ComplianceServices['hub'] = {
    standing: async (_, generator, resources) =>
      [...this.findings.values()]
        .filter((each) => each.generator.startsWith(generator) && resources.includes(each.resource))
        .filter(({ state }) => state === 'failed' || state === 'unknown')
        .map(standingOf),
    send: async (findings) => {
      this.sent.push(...findings);
      for (const finding of findings) this.findings.set(finding.id, finding);
      return this.refused;
    },
  };

  /** The port that has this place only. */
  get port(): Compliance {
    return { at: () => this };
  }
}

export const standingOf = ({ id, resource, title, created, updated, fields }: Finding): StandingFinding => ({
  id,
  resource,
  title,
  created,
  updated,
  digest: fields['winharden/digest'] ?? '',
});

/** What a run says of a node of the sample. */
export function verdictOf(controls: ControlResult[], more: Partial<Verdict> = {}): Verdict {
  return {
    runId: 'run-1',
    baseline: 'cis-l1',
    planHash: 'p'.repeat(64),
    time: '2027-01-31T10:01:00Z',
    place: { account: '111122223333', region: 'eu-west-1', partition: 'aws' },
    node: sampleOutcome(1),
    report: sampleReport(1, controls),
    facts: new ControlFacts([
      { id: '1.1', title: 'Long passwords', severity: 'medium', nist: ['IA-5'] },
      { id: '1.2', title: 'No guests', severity: 'high' },
      { id: '1.3', title: 'Of 2019', severity: 'low', when: { release: [2019] } },
      { id: '1.3', title: 'Of 2022', severity: 'high', when: { release: [2022] } },
    ]),
    ...more,
  };
}

export const judged = (id: string, status: Status, more: Partial<ControlResult> = {}): ControlResult => ({
  id,
  status,
  found: 0,
  required: { atLeast: 14 },
  ...more,
});
