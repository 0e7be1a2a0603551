import { createHash } from 'node:crypto';
import type { StoredDocument } from './document-store.ts';

/** Amazon's own document that people try first; the same steps and parameters, written for the lab. */
const content = JSON.stringify({
  schemaVersion: '2.2',
  description: 'Run a PowerShell script or specify the paths to scripts to run.',
  parameters: {
    commands: { type: 'StringList', description: 'Lines of the script.', minItems: 1, displayType: 'textarea' },
    workingDirectory: { type: 'String', default: '', description: 'Where to run.', maxChars: 4096 },
    executionTimeout: {
      type: 'String',
      default: '3600',
      description: 'Seconds.',
      allowedPattern: '([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)',
    },
  },
  mainSteps: [
    {
      action: 'aws:runPowerShellScript',
      name: 'PowerShellScript',
      inputs: {
        runCommand: '{{ commands }}',
        workingDirectory: '{{ workingDirectory }}',
        timeoutSeconds: '{{ executionTimeout }}',
      },
    },
  ],
});

const CREATED = '2017-08-31T00:00:00.000Z';

const runPowerShell: StoredDocument = {
  name: 'AWS-RunPowerShellScript',
  owner: 'Amazon',
  type: 'Command',
  created: CREATED,
  defaultVersion: '1',
  tags: {},
  versions: [
    {
      version: '1',
      content,
      format: 'JSON',
      hash: createHash('sha256').update(content).digest('hex'),
      created: CREATED,
      activeAt: 0,
    },
  ],
};

export const AMAZON_DOCUMENTS: readonly StoredDocument[] = [runPowerShell];

export function amazonDocument(name: string): StoredDocument | undefined {
  return AMAZON_DOCUMENTS.find((document) => document.name === name);
}
