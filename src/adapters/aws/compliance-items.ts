import type { ComplianceItemEntry } from '@aws-sdk/client-ssm';
import type { ComplianceItem, ComplianceList, StandingList } from '../../core/compliance/model.ts';
import type { ComplianceItems } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained, nameOf } from './explain.ts';

/** A node has at most ten types of its own: all baselines share this one. */
const TYPE = 'Custom:WinHarden';

const TOO_LONG = ['TotalSizeLimitExceededException', 'ItemSizeLimitExceededException'];

const SEVERITIES = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH' } as const;

export function createComplianceItems(clients: AwsClients): ComplianceItems {
  return { standing: () => standing(clients), put: (list) => put(clients, list) };
}

/** One entry for each node that has a list, in pages of 50. */
function standing(clients: AwsClients): Promise<Map<string, StandingList>> {
  return explained({ action: 'ssm:ListResourceComplianceSummaries', resource: 'all nodes (*)' }, async () => {
    const { sdk, client } = await clients.ssm();
    const pages = sdk.paginateListResourceComplianceSummaries(
      { client, pageSize: 50 },
      { Filters: [{ Key: 'ComplianceType', Values: [TYPE], Type: 'EQUAL' }] },
    );
    const lists = new Map<string, StandingList>();
    for await (const { ResourceComplianceSummaryItems = [] } of pages) {
      for (const { ResourceId = '', ExecutionSummary } of ResourceComplianceSummaryItems) {
        lists.set(ResourceId, {
          runId: ExecutionSummary?.ExecutionId ?? '',
          time: ExecutionSummary?.ExecutionTime ?? null,
        });
      }
    }
    return lists;
  });
}

function put(clients: AwsClients, { instanceId, runId, time, items, hash }: ComplianceList) {
  return explained({ action: 'ssm:PutComplianceItems', resource: `the node ${instanceId}` }, async () => {
    const { sdk, client } = await clients.ssm();
    const command = new sdk.PutComplianceItemsCommand({
      ResourceId: instanceId,
      ResourceType: 'ManagedInstance',
      ComplianceType: TYPE,
      ExecutionSummary: { ExecutionId: runId, ExecutionTime: wholeSeconds(time), ExecutionType: 'Command' },
      Items: items.map(entryOf),
      ItemContentHash: hash,
    });
    try {
      await client.send(command);
      return 'put';
    } catch (error) {
      if (TOO_LONG.includes(nameOf(error))) return 'tooLong';
      if (nameOf(error) === 'InvalidResourceId') return 'noNode';
      throw error;
    }
  });
}

/** Systems Manager keeps no fractions: without them a time that is read is the one that was written. */
const wholeSeconds = (time: string) => new Date(Math.floor(Date.parse(time) / 1000) * 1000);

const entryOf = ({ id, title, severity, met, details }: ComplianceItem): ComplianceItemEntry => ({
  Id: id,
  Title: title,
  Severity: severity ? SEVERITIES[severity] : 'UNSPECIFIED',
  Status: met ? 'COMPLIANT' : 'NON_COMPLIANT',
  Details: details,
});
