import { bucketChecks } from '../core/doctor/bucket-checks.ts';
import { type Check, check, type Diagnosis, diagnosisOf } from '../core/doctor/model.ts';
import { nodeChecks, uploadChecks } from '../core/doctor/node-checks.ts';
import { type Need, permissionChecks, sampleResource } from '../core/doctor/permission-checks.ts';
import {
  clockCheck,
  endpointChecks,
  identityCheck,
  quotaChecks,
  regionCheck,
  trialChecks,
} from '../core/doctor/place-checks.ts';
import { WinhardenError } from '../core/errors.ts';
import type { Fleet, Selector } from '../core/fleet/model.ts';
import { selectNodes } from '../core/fleet/select-nodes.ts';
import type { App, Identity, Trial, UploadRight } from '../core/ports.ts';

export interface ExamineInput {
  /** Null: no bucket is used. */
  bucket: string | null;
  prefix: string;
  /** Null: no nodes are looked at. */
  selector: Selector | null;
  needs: Need[];
  /** Environment variables that send requests elsewhere. */
  overrides: string[];
  /** What is looked at next. */
  tell: (about: string) => void;
}

type ExamineApp = Pick<App, 'inventory' | 'surroundings' | 'nodeRoles' | 'bucket'>;

/** How many nodes' instance profiles are looked up; a fleet has few profiles. */
const SAMPLE = 20;

/** Looks at everything that runs need, and says of each whether it is as it should be. Changes nothing, and fails only by its own mistakes. */
export async function examine(app: ExamineApp, input: ExamineInput): Promise<Diagnosis> {
  const { inventory, surroundings } = app;
  input.tell('identity');
  const identity = await orError(() => inventory.identity());
  if (identity instanceof WinhardenError) return diagnosisOf([failure('identity', 'Identity', identity)]);
  const checks = [identityCheck(identity), regionCheck(identity)];
  input.tell('clock and endpoints');
  checks.push(await orCheck('clock', 'Clock', async () => [clockCheck(await surroundings.clockAhead())]).then(first));
  const trials = await surroundings.trials();
  checks.push(...endpointChecks(trials, input.overrides));
  input.tell('permissions');
  checks.push(...(await permissions(app, input, identity, trials)));
  if (input.bucket !== null) {
    input.tell(`the bucket ${input.bucket}`);
    checks.push(...(await bucketOf(app, input.bucket, input.prefix)));
  }
  if (input.selector !== null) {
    input.tell('nodes');
    checks.push(...(await nodesOf(app, input.selector, input)));
  }
  input.tell('quotas');
  checks.push(...(await orCheck('quotas', 'Quotas', async () => quotaChecks(await surroundings.counts()))));
  return diagnosisOf(checks);
}

const first = ([found]: Check[]) => found as Check;

async function permissions(
  { surroundings }: ExamineApp,
  { needs, bucket, prefix }: ExamineInput,
  identity: Identity,
  trials: readonly Trial[],
): Promise<Check[]> {
  const { account, region, arn } = identity;
  const partition = arn.split(':')[1] ?? 'aws';
  const asked = needs
    .filter(({ action }) => bucket !== null || !action.startsWith('s3:'))
    .map(({ action }) => ({
      action,
      resource: sampleResource(action, { partition, region, account, bucket, prefix }),
    }));
  const decisions = await orError(async () => {
    const principal = await surroundings.principalOf(arn);
    return principal === null ? null : surroundings.decisions(principal, asked);
  });
  if (decisions instanceof WinhardenError) return trialChecks(trials, decisions);
  if (decisions === null) return trialChecks(trials, noPolicies(arn));
  const known = new Set(asked.map(({ action }) => action));
  return permissionChecks(
    needs.filter(({ action }) => known.has(action)),
    decisions,
  );
}

const noPolicies = (arn: string) =>
  new WinhardenError({ code: 'NoPolicies', message: `${arn} is neither a role nor a user that IAM knows policies of` });

async function bucketOf(app: ExamineApp, bucket: string, prefix: string): Promise<Check[]> {
  const about = `Bucket ${bucket}`;
  return orCheck('bucket', about, async () => {
    await app.bucket.check(bucket, prefix);
    const settings = await app.surroundings.bucketSettings(bucket);
    return [check('bucket', about, 'ok', 'is there and belongs to the account'), ...bucketChecks(bucket, settings)];
  });
}

async function nodesOf(
  app: ExamineApp,
  selector: Selector,
  { bucket, prefix }: Pick<ExamineInput, 'bucket' | 'prefix'>,
): Promise<Check[]> {
  const fleet = await orError(() => selectNodes(app.inventory, selector));
  if (fleet instanceof WinhardenError) return [failure('nodes', 'Nodes', fleet)];
  const found = nodeChecks(fleet.nodes, fleet.excluded);
  return bucket === null ? found : [...found, ...uploadChecks(await uploadRights(app, fleet, bucket, prefix), bucket)];
}

async function uploadRights(
  { nodeRoles }: ExamineApp,
  { nodes }: Fleet,
  bucket: string,
  prefix: string,
): Promise<Map<string, UploadRight>> {
  const rights = new Map<string, UploadRight>();
  // Where outputs of commands go: `<prefix>/<command id>/…`.
  const key = `${prefix}/00000000-0000-4000-8000-000000000000/stdout`;
  for (const { instanceId } of nodes.slice(0, SAMPLE))
    rights.set(instanceId, await nodeRoles.mayPut(instanceId, bucket, key));
  return rights;
}

const failure = (id: string, about: string, { message, suggestions }: WinhardenError): Check =>
  check(id, about, 'failed', message, suggestions);

/** What could not be asked is one more finding. */
async function orCheck(id: string, about: string, look: () => Promise<Check[]>): Promise<Check[]> {
  const found = await orError(look);
  if (!(found instanceof WinhardenError)) return found;
  const denied = found.code === 'NoPermission';
  return [check(id, about, denied ? 'unknown' : 'failed', found.message, found.suggestions)];
}

async function orError<T>(ask: () => Promise<T>): Promise<T | WinhardenError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WinhardenError) return error;
    throw error;
  }
}
