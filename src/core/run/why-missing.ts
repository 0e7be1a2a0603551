import { WinhardenError } from '../errors.ts';
import type { UploadRight } from '../ports.ts';
import type { Refusal } from '../report/problem.ts';
import type { RunContext } from './run-context.ts';

/** An object that its node should have put. */
export interface Announced {
  bucket: string;
  key: string;
  /** Where all that this node prints for the command goes. */
  folder: string;
  instanceId: string;
}

const AGENT_LOG = '%ProgramData%\\Amazon\\SSM\\Logs\\amazon-ssm-agent.log';

/**
 * Tells a missing permission from an upload that failed otherwise. A failed upload fails no command and leaves a trace in the
 * agent's log only, so it takes evidence: what else the node uploaded, what IAM says of its role, whether other nodes uploaded.
 */
export async function whyMissing(context: RunContext, announced: Announced): Promise<Refusal> {
  const object = `s3://${announced.bucket}/${announced.key}`;
  if (await hasOther(context, announced)) return notUploaded(object, 'the node put its other output beside it');
  const right = await context.ports.nodeRoles.mayPut(announced.instanceId, announced.bucket, announced.key);
  if (right.may === 'no') return noPermission(object, right, 'IAM says that it has none');
  if (right.may === 'yes') {
    return notUploaded(
      object,
      `IAM lets the ${writer(right)} put it, so that the bucket's policy, its KMS key (kms:GenerateDataKey), a VPC endpoint or the network may be in the way`,
    );
  }
  if (context.record.ended().some(({ report }) => report?.source === 's3')) {
    return notUploaded(object, `other nodes did upload; the ${writer(right)} may lack s3:PutObject`);
  }
  return noPermission(object, right, 'nothing of any node of this run is there');
}

/** No answer is no evidence. */
async function hasOther({ ports }: RunContext, { bucket, folder }: Announced): Promise<boolean> {
  try {
    return await ports.bucket.has(bucket, `${folder}/`);
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    return false;
  }
}

const notUploaded = (object: string, evidence: string): Refusal => ({
  problem: 'notUploaded',
  refused: `not uploaded: the node announced its report and ${object} is not there; ${evidence}. Look at ${AGENT_LOG} on the node`,
});

const noPermission = (object: string, right: UploadRight, evidence: string): Refusal => ({
  problem: 'noPermission',
  refused: `no permission: the ${writer(right)} lacks s3:PutObject on ${object} (with SSE-KMS also kms:GenerateDataKey): ${evidence}`,
});

/** Whoever writes for a node, by name. */
function writer({ profile, role }: UploadRight): string {
  if (profile === null) return 'role of the node (EC2 tells of no instance profile)';
  return role === null ? `instance profile ${profile}` : `role ${role} of the instance profile ${profile}`;
}
