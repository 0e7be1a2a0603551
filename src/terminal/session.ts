import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { App, Where } from '../core/ports.ts';
import type { Lab } from '../lab/index.ts';
import { flagText } from './flag-text.ts';
import { IN_MEMORY } from './lab-flag.ts';
import { labOptionsFor } from './lab-options.ts';
import { type WhereFlagValues, whereOf } from './where.ts';

export interface AwsFlagValues extends WhereFlagValues {
  profile?: string | undefined;
  lab?: string | undefined;
  'bucket-owner'?: string | undefined;
}

/** What a command works with, until it closes it. */
export interface Session {
  app: App;
  /** The lab's bucket, for a command that was given none. */
  bucket: string | undefined;
  /** The flags with which a later command finds the same AWS or lab; null when nothing can. */
  comeBack: string | null;
  close(): Promise<void>;
}

/** Whatever this process knows of a real AWS is put away, so that the lab never sees a real key. */
function useOnly(lab: Record<string, string>, env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (name.startsWith('AWS_')) delete env[name];
  Object.assign(env, lab);
}

/** After this long it is being built or unpacked, and somebody in front of the screen wants to know. */
const SLOW_START_MS = 3000;

async function startLab(flag: string, where: Where | undefined, tell: (text: string) => void): Promise<Lab> {
  const { startLab: start } = await import('../lab/index.ts');
  const slow = setTimeout(
    () => tell('Lab: getting PowerShell ready; this takes a while the first time.'),
    SLOW_START_MS,
  );
  const lab = await start(labOptionsFor(flag, process.env, where)).finally(() => clearTimeout(slow));
  useOnly(lab.env, process.env);
  const why = lab.why ? ` (${lab.why})` : '';
  tell(`Lab: a simulated AWS on ${lab.endpoint}; nodes run by the ${lab.driver} driver${why}.`);
  return lab;
}

/** Runs of a lab in memory mean nothing once it is gone, so they stay out of the user's own. */
const homeOf = async (lab: Lab) => lab.home ?? (await mkdtemp(join(tmpdir(), 'winharden-lab-')));

/** Opens the app on AWS, or on a lab in this process; loads neither before it is needed. */
export async function openSession(flags: AwsFlagValues, tell: (text: string) => void): Promise<Session> {
  const { createApp } = await import('../app.ts');
  const { profile, lab: flag, 'bucket-owner': owner } = flags;
  if (owner !== undefined && !/^\d{12}$/.test(owner)) throw noAccount(owner);
  const bucketOwner = owner && { bucketOwner: owner };
  if (flag === undefined) {
    const app = createApp({ ...(profile && { profile }), ...bucketOwner });
    return {
      app,
      bucket: undefined,
      comeBack: flagText({ profile, 'bucket-owner': owner }),
      close: async () => {},
    };
  }
  const lab = await startLab(flag, whereOf(flags), tell);
  const app = createApp({ home: await homeOf(lab), ...bucketOwner });
  const comeBack = flag === IN_MEMORY ? null : flagText({ lab: flag });
  return { app, bucket: lab.bucket, comeBack, close: () => lab.close() };
}

const noAccount = (text: string) =>
  new WinhardenError({
    code: 'InvalidAccount',
    message: `--bucket-owner "${text}" is no account id, which has 12 digits`,
    suggestions: ['write it as --bucket-owner 111122223333'],
    exit: EXIT.usage,
  });
