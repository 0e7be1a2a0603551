import { createHash } from 'node:crypto';
import { WinhardenError } from '../errors.ts';
import type { Clock, CommandRequest, DocumentContent, Documents, PublishedVersion } from '../ports.ts';

export interface Published {
  name: string;
  version: string;
  /** The service's own hash, which SendCommand checks. */
  hash: string;
  changed: boolean;
  /** By location, where there are several: each counts its versions by itself. */
  byLocation?: Record<string, { version: string; hash: string }>;
  /** What Automation runs. */
  runbook?: { name: string; version: string };
}

/** A new version is Active within seconds; a minute means that something is wrong. */
const ACTIVE_WITHIN_SECONDS = 60;

/** Publishes in every location of the run, because documents do not go beyond a Region and sharing needs each account's leave. */
export async function publishEverywhere(
  documents: Documents,
  clock: Clock,
  document: { name: string; content: string },
): Promise<Published> {
  if (!documents.byLocation) return publishDocument(documents, clock, document);
  const published = await Promise.all(
    [...documents.byLocation].map(
      async ([location, its]) => [location, await publishDocument(its, clock, document)] as const,
    ),
  );
  const [[, first]] = published as [(typeof published)[number]];
  const byLocation = Object.fromEntries(
    published.map(([location, { version, hash }]) => [location, { version, hash }]),
  );
  return { ...first, changed: published.some(([, { changed }]) => changed), byLocation };
}

/** Publishes under the content's hash: unchanged content costs one read and no write. Errors: DocumentNotActive and those of AWS. */
export async function publishDocument(
  documents: Documents,
  clock: Clock,
  { name, content, type = 'Command' }: { name: string; content: string; type?: 'Command' | 'Automation' },
): Promise<Published> {
  const versionName = createHash('sha256').update(content).digest('hex');
  const document = { name, content, type, versionName, tags: [{ key: 'winharden:managed', value: 'true' }] };
  const existing = await documents.describe(name, versionName);
  const written = typeof existing === 'string' ? await write(documents, document, existing) : versionName;
  const active = await whenActive(documents, clock, document, written, existing);
  return { name, version: active.version, hash: active.hash, changed: typeof existing === 'string' };
}

/** The version name to look for afterwards: ours, or null for a latest version that holds the same under another name. */
async function write(
  documents: Documents,
  document: DocumentContent,
  existing: 'noDocument' | 'noVersion',
): Promise<string | null> {
  if (existing === 'noDocument' && (await documents.create(document)) === 'created') return document.versionName;
  return (await documents.update(document)) === 'sameContent' ? null : document.versionName;
}

async function whenActive(
  documents: Documents,
  clock: Clock,
  { name }: DocumentContent,
  versionName: string | null,
  first: PublishedVersion | string,
): Promise<PublishedVersion> {
  const deadline = clock.now().getTime() + ACTIVE_WITHIN_SECONDS * 1000;
  let found = typeof first === 'string' ? await documents.describe(name, versionName) : first;
  for (let pause = 500; typeof found === 'string' || found.status !== 'Active'; pause = Math.min(pause * 2, 5000)) {
    if (isFailed(found) || clock.now().getTime() > deadline) throw notActive(name, found);
    await clock.sleep(pause);
    found = await documents.describe(name, versionName);
  }
  return found;
}

const isFailed = (found: PublishedVersion | string) => typeof found !== 'string' && found.status === 'Failed';

function notActive(name: string, found: PublishedVersion | string): WinhardenError {
  const state =
    typeof found === 'string' ? 'not there' : [found.status, found.statusInformation].filter(Boolean).join(': ');
  return new WinhardenError({
    code: 'DocumentNotActive',
    message: `the SSM document ${name} is ${state}, and only an Active one can be sent`,
    suggestions: [`aws ssm describe-document --name ${name}`],
  });
}

/** What a command to one location names. */
export function documentAt(
  { name, version, hash, byLocation = {} }: Published,
  location = '',
): CommandRequest['document'] {
  return { name, version, hash, ...byLocation[location] };
}
