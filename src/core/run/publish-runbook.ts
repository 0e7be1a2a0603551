import { createHash } from 'node:crypto';
import { renderRunbook } from '../document/runbook.ts';
import type { Clock, Documents, Identity } from '../ports.ts';
import type { RunSpec } from './model.ts';
import { type Published, publishDocument } from './publish-document.ts';
import type { RunPorts } from './run-context.ts';

/**
 * Publishes the document and a runbook around it in each Region of the caller's own account, and shares both with the accounts
 * that they are for. Their names end in the hash of their content, so that each has one version for ever: another account
 * always gets the default one.
 */
export async function publishRunbook(
  { automations, clock }: RunPorts & Required<Pick<RunPorts, 'automations'>>,
  spec: RunSpec,
  identity: Identity,
): Promise<Published> {
  const accounts = (spec.options.where?.accounts ?? []).filter((account) => account !== identity.account);
  const publish = (document: SharedDocument) => publishIn(automations.library, clock, document, accounts);
  const document = await publish({ ...named(spec.document.name, spec.document.content), type: 'Command' });
  const runbook = await publish({
    ...named(`${spec.document.name}-runbook`, runbookOf(spec, identity, document)),
    type: 'Automation',
  });
  return {
    ...document,
    changed: document.changed || runbook.changed,
    runbook: { name: runbook.name, version: runbook.version },
  };
}

interface SharedDocument {
  name: string;
  content: string;
  type: 'Command' | 'Automation';
}

const named = (name: string, content: string) => ({
  name: `${name}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`,
  content,
});

async function publishIn(
  library: ReadonlyMap<string, Documents>,
  clock: Clock,
  document: SharedDocument,
  accounts: string[],
): Promise<Published> {
  const all = await Promise.all(
    [...library.values()].map(async (documents) => {
      const published = await publishDocument(documents, clock, document);
      await documents.share(document.name, accounts);
      return published;
    }),
  );
  const [first] = all as [Published];
  return { ...first, changed: all.some(({ changed }) => changed) };
}

function runbookOf(
  { operation, baseline, selector, parameters, options }: RunSpec,
  { account, arn }: Identity,
  { name, hash }: Published,
) {
  const { maxConcurrency, maxErrors, timeoutSeconds, bucket = '', prefix } = options;
  return renderRunbook({
    description: `winharden ${operation} ${baseline} in the account and Region that it runs in`,
    document: { name, hash, owner: account, partition: arn.split(':')[1] ?? 'aws' },
    target: selector as Exclude<typeof selector, { by: 'ids' }>,
    parameters: ['RunId', 'ReportEncoding', ...Object.keys(parameters)],
    maxConcurrency: String(maxConcurrency),
    maxErrors: String(maxErrors),
    deliverySeconds: timeoutSeconds,
    s3: { bucket, prefix },
  });
}
