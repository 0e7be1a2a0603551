import type { Tag } from '../ports.ts';

export interface RunbookInput {
  description: string;
  /** Of the Command document, and the account that shares it. */
  document: { name: string; owner: string; partition: string; hash: string };
  /** Which nodes of each location: all tags, or a resource group. */
  target: { by: 'tags'; tags: Tag[] } | { by: 'group'; name: string };
  /** Names of the document's parameters that the runbook hands on. */
  parameters: string[];
  maxConcurrency: string;
  maxErrors: string;
  deliverySeconds: number;
  s3: { bucket: string; prefix: string };
}

/** Seconds that a location has: a day, because a large one goes through its nodes a few at a time. */
const LOCATION_SECONDS = 86_400;

/**
 * An Automation runbook (schema 0.3, as JSON text, which is YAML too) with one step: send the shared document to the nodes of
 * whatever location it runs in. SSM bounds the nodes there by itself, and one execution serves all of them; targets of the
 * execution would take one for each node. Only the run is a parameter, so that the same plan has the same runbook.
 */
export function renderRunbook(input: RunbookInput): string {
  const { description, document, parameters, maxConcurrency, maxErrors, deliverySeconds, s3 } = input;
  const { partition, owner, name, hash } = document;
  const text = { type: 'String', allowedPattern: '^[A-Za-z0-9-]{1,64}$' };
  const runbook = {
    schemaVersion: '0.3',
    description,
    assumeRole: '{{ AutomationAssumeRole }}',
    parameters: {
      AutomationAssumeRole: { type: 'String', description: 'The role that begins the automation in each location.' },
      ...Object.fromEntries(parameters.map((parameter) => [parameter, text])),
    },
    mainSteps: [
      {
        name: 'run',
        action: 'aws:runCommand',
        timeoutSeconds: LOCATION_SECONDS,
        inputs: {
          DocumentName: `arn:${partition}:ssm:{{ global:REGION }}:${owner}:document/${name}`,
          DocumentHash: hash,
          DocumentHashType: 'Sha256',
          Targets: targetsOf(input.target),
          Parameters: Object.fromEntries(parameters.map((parameter) => [parameter, `{{ ${parameter} }}`])),
          Comment: 'winharden {{ RunId }}',
          MaxConcurrency: maxConcurrency,
          MaxErrors: maxErrors,
          TimeoutSeconds: deliverySeconds,
          OutputS3BucketName: s3.bucket,
          ...(s3.prefix && { OutputS3KeyPrefix: s3.prefix }),
        },
      },
    ],
    outputs: ['run.CommandId'],
  };
  return `${JSON.stringify(runbook, null, 1)}\n`;
}

const targetsOf = (target: RunbookInput['target']) =>
  target.by === 'group'
    ? [{ Key: 'resource-groups:Name', Values: [target.name] }]
    : target.tags.map(({ key, value }) => ({ Key: `tag:${key}`, Values: [value] }));
