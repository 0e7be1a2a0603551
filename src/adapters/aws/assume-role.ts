import { WinhardenError } from '../../core/errors.ts';
import type { AwsClients } from './clients.ts';
import { explained } from './explain.ts';

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

export interface Role {
  arn: string;
  sessionName: string;
  externalId: string | undefined;
}

/** Renewed so long before the end that no request meets it. */
const BEFORE_END_MS = 5 * 60_000;

/** Keys of a role, asked for once by all clients that share this, and again before they end. Errors are those of sts:AssumeRole. */
export function assumeRole({ sts }: AwsClients, { arn, sessionName, externalId }: Role): () => Promise<Keys> {
  const ask = () =>
    explained({ action: 'sts:AssumeRole', resource: arn }, async (): Promise<Keys> => {
      const { sdk, client } = await sts();
      const input = { RoleArn: arn, RoleSessionName: sessionName, ...(externalId && { ExternalId: externalId }) };
      const { Credentials } = await client.send(new sdk.AssumeRoleCommand(input));
      return {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
        expiration: Credentials?.Expiration ?? new Date(0),
      };
    });
  let held: Promise<Keys> | undefined;
  let renewAt = 0;
  return () => {
    if (held && Date.now() < renewAt) return held;
    renewAt = Number.POSITIVE_INFINITY;
    held = ask().then(
      (keys) => {
        renewAt = keys.expiration.getTime() - BEFORE_END_MS;
        return keys;
      },
      (error: unknown) => {
        renewAt = 0;
        throw asDenied(error);
      },
    );
    return held;
  };
}

/** STS says the same whichever of the three is missing. */
function asDenied(error: unknown): unknown {
  if (!(error instanceof WinhardenError) || error.code !== 'NoPermission') return error;
  return new WinhardenError({
    code: 'RoleNotAssumed',
    message: error.message,
    suggestions: [
      'the role must be there, it must trust you (and ask for no other --external-id), and you must be allowed sts:AssumeRole on it: docs/security.md',
    ],
    cause: error,
  });
}
