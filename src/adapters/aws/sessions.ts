import { DECRYPT, SESSION_ACTIONS, type SessionPreferences } from '../../core/access/model.ts';
import type { Sessions } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, explained, nameOf } from './explain.ts';
import { missingRights } from './node-roles.ts';

/** Where the console and the CLI keep the preferences of an account and Region (user guide, session preferences). */
const PREFERENCES = 'SSM-SessionManagerRunShell';

export function createSessions(clients: AwsClients): Sessions {
  return {
    connected: (instanceId) => connected(clients, instanceId),
    preferences: () => preferences(clients),
    missing: (profile, keyArn) => missing(clients, profile, keyArn),
  };
}

function connected(clients: AwsClients, instanceId: string): Promise<boolean> {
  return explained({ action: 'ssm:GetConnectionStatus', resource: `the node ${instanceId}` }, async () => {
    const { sdk, client } = await clients.ssm();
    const { Status } = await client.send(new sdk.GetConnectionStatusCommand({ Target: instanceId }));
    return Status === 'connected';
  });
}

/** The inputs of a Session document, as far as they matter here; all are texts (user guide, session document schema). */
interface Inputs {
  kmsKeyId?: string;
  s3BucketName?: string;
  cloudWatchLogGroupName?: string;
  idleSessionTimeout?: string;
  maxSessionDuration?: string;
  runAsEnabled?: boolean;
  shellProfile?: { windows?: string };
}

async function preferences(clients: AwsClients): Promise<SessionPreferences | null> {
  const call = { action: 'ssm:GetDocument', resource: `the document ${PREFERENCES}` };
  try {
    const { sdk, client } = await clients.ssm();
    const { Content = '{}' } = await client.send(
      new sdk.GetDocumentCommand({ Name: PREFERENCES, DocumentFormat: 'JSON' }),
    );
    return preferencesOf((JSON.parse(Content) as { inputs?: Inputs }).inputs ?? {});
  } catch (error) {
    if (nameOf(error) === 'InvalidDocument') return null;
    throw explain(error, call);
  }
}

function preferencesOf(inputs: Inputs): SessionPreferences {
  const minutes = (text: string | undefined) => (text ? Number(text) : null);
  return {
    kmsKey: inputs.kmsKeyId || null,
    bucket: inputs.s3BucketName || null,
    logGroup: inputs.cloudWatchLogGroupName || null,
    idleMinutes: minutes(inputs.idleSessionTimeout),
    maxMinutes: minutes(inputs.maxSessionDuration),
    windowsProfile: inputs.shellProfile?.windows || null,
    runAs: inputs.runAsEnabled === true,
  };
}

async function missing(clients: AwsClients, profile: string, keyArn: string | null): Promise<string[]> {
  const denied = await missingRights(clients, profile, SESSION_ACTIONS);
  if (keyArn === null) return denied;
  return [...denied, ...(await missingRights(clients, profile, [DECRYPT], keyArn))];
}
