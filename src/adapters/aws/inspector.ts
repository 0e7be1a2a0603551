import type { AccountState, CoveredResource, FailedAccount } from '@aws-sdk/client-inspector2';
import type { AccountScanning, Coverage } from '../../core/inspector/model.ts';
import type { Inspector } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained } from './explain.ts';
import { chunksOf, equal, inspectorCall } from './inspector-calls.ts';
import { cisScans } from './inspector-cis.ts';
import { findingsOf } from './inspector-findings.ts';

const PAGE = 200;

export function createInspector(clients: AwsClients): Inspector {
  return {
    scanning: (accounts) => scanning(clients, accounts),
    enable: (accounts) => enable(clients, accounts),
    coverage: (instanceIds) => coverage(clients, instanceIds),
    findings: (query) => findingsOf(clients, query),
    ...cisScans(clients),
  };
}

function scanning(clients: AwsClients, accountIds: string[]) {
  return explained(inspectorCall('BatchGetAccountStatus'), async () => {
    const { sdk, client } = await clients.inspector();
    const input = accountIds.length > 0 ? { accountIds } : {};
    const { accounts = [], failedAccounts = [] } = await client.send(new sdk.BatchGetAccountStatusCommand(input));
    return { accounts: accounts.map(scanningOf), failed: failedAccounts.map(failedOf) };
  });
}

function scanningOf({ accountId = '', resourceState }: AccountState): AccountScanning {
  const { status = 'DISABLED', errorCode, errorMessage } = resourceState?.ec2 ?? {};
  return {
    account: accountId,
    ec2: status,
    ...(errorCode && errorMessage && { error: { code: errorCode ?? '', message: errorMessage } }),
  };
}

const failedOf = ({ accountId = '', resourceStatus, errorCode, errorMessage = '' }: FailedAccount) => ({
  account: accountId,
  ec2: resourceStatus?.ec2 ?? 'unknown',
  error: { code: errorCode ?? '', message: errorMessage },
});

/** An account that has it already is no failure. */
function enable(clients: AwsClients, accountIds: string[]): Promise<AccountScanning[]> {
  return explained(inspectorCall('Enable'), async () => {
    const { sdk, client } = await clients.inspector();
    const input = { resourceTypes: ['EC2' as const], ...(accountIds.length > 0 && { accountIds }) };
    const { failedAccounts = [] } = await client.send(new sdk.EnableCommand(input));
    return failedAccounts.filter(({ errorCode }) => errorCode !== 'ALREADY_ENABLED').map(failedOf);
  });
}

async function coverage(clients: AwsClients, instanceIds: string[] | null): Promise<Coverage[]> {
  const asked = instanceIds === null ? [[]] : chunksOf(instanceIds);
  const found: Coverage[] = [];
  for (const ids of asked) found.push(...(await coverageOf(clients, ids)));
  return found;
}

function coverageOf(clients: AwsClients, ids: string[]): Promise<Coverage[]> {
  return explained(inspectorCall('ListCoverage'), async () => {
    const { sdk, client } = await clients.inspector();
    const filterCriteria = {
      resourceType: [equal('AWS_EC2_INSTANCE')],
      ...(ids.length > 0 && { resourceId: ids.map(equal) }),
    };
    const found: Coverage[] = [];
    const pages = sdk.paginateListCoverage({ client, pageSize: PAGE }, { filterCriteria });
    for await (const { coveredResources = [] } of pages) found.push(...coveredResources.map(covered));
    return found;
  });
}

const SCANS: Record<string, Coverage['scan']> = { PACKAGE: 'package', NETWORK: 'network' };

const covered = ({ resourceId = '', scanType, scanStatus, lastScannedAt, scanMode }: CoveredResource): Coverage => ({
  instanceId: resourceId,
  scan: SCANS[scanType ?? ''] ?? 'other',
  active: scanStatus?.statusCode === 'ACTIVE',
  reason: scanStatus?.reason ?? '',
  lastScanned: lastScannedAt?.toISOString() ?? null,
  mode: scanMode ?? null,
});
