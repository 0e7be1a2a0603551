import type { ComplianceList, Finding, RefusedFinding, StandingFinding } from '../../../src/core/compliance/model.ts';
import type { Compliance, ComplianceServices } from '../../../src/core/ports.ts';

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
