import { deepEqual, equal, match, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { generateEksctl } from '../../../../src/actions/generate-eksctl.ts';
import { createPolicyFiles } from '../../../../src/adapters/disk/policy-files.ts';
import { checkInput } from '../../../../src/core/eksctl/check-input.ts';
import type { GenerateInput } from '../../../../src/core/eksctl/generate.ts';
import { check, lint, manifest, places, USUAL } from './manifests.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
const anyInput: fc.Arbitrary<GenerateInput> = fc
  .record(
    {
      cluster: name,
      region: fc.constantFrom('eu-west-1', 'cn-north-1', 'us-gov-west-1'),
      kubernetesVersion: fc.constantFrom('1.35', '1.36'),
      nodeGroup: name.filter((text) => text !== 'linux'),
      release: fc.constantFrom('2019', '2022', '2025'),
      managed: fc.boolean(),
      instanceType: fc.constantFrom('m6i.large', 't3.xlarge', 'c5.metal'),
      nodes: fc.constant({ min: 0, desired: 1, max: 1 }),
      kmsKey: fc.constantFrom(key, 'mrk-1234abcd12ab34cd56ef1234567890ab', '1234abcd-12ab-34cd-56ef-1234567890ab'),
      secretsKmsKey: fc.constant(key),
      tags: fc.array(
        fc.record({
          key: fc.string({ minLength: 1 }).filter((text) => !/^(aws:|__proto__)/.test(text)),
          value: fc.string(),
        }),
        { maxLength: 3 },
      ),
      maxLifetimeDays: fc.integer({ min: 1, max: 45 }),
      subnets: fc.array(fc.constantFrom('subnet-0a1b2c3d4e5f60718', 'subnet-12345678'), { maxLength: 3 }),
      nodeGroupOnly: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .map((some) => ({ ...USUAL, ...some, tags: unique(some.tags ?? []) }));

const unique = (tags: GenerateInput['tags']) => [...new Map(tags.map((tag) => [tag.key, tag])).values()];

describe('eksctl: generated manifests', function () {
  this.timeout(60_000);

  it('follow the schema and break no rule, whatever is asked for', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const text = manifest(input);
        deepEqual(places(text), [], text);
        deepEqual(check('eksctl-cluster-config', parse(text)), []);
      }),
      { numRuns: 300 },
    );
  });

  it('say what was asked for', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { metadata, nodeGroups = [], managedNodeGroups = [], vpc } = parse(manifest(input));
        deepEqual(metadata, { name: input.cluster, region: input.region, version: input.kubernetesVersion });
        const group = (input.managed ? managedNodeGroups : nodeGroups).at(-1);
        equal(group.name, input.nodeGroup);
        equal(group.amiFamily, `WindowsServer${input.release}CoreContainer`);
        equal(group.volumeKmsKeyID, input.kmsKey);
        equal(group.maxInstanceLifetime, input.managed ? undefined : input.maxLifetimeDays * 86_400);
        for (const { key: tag, value } of input.tags)
          equal(group.tags[tag], tag === 'eks:nodegroup' ? input.nodeGroup : value);
        equal(managedNodeGroups.length + nodeGroups.length, input.nodeGroupOnly ? 1 : 2);
        const ids = Object.values(vpc?.subnets?.private ?? {}).map((subnet) => (subnet as { id: string }).id);
        const subnets = input.nodeGroupOnly ? group.subnets : ids;
        deepEqual(subnets ?? [], input.subnets);
      }),
    );
  });

  it('waive only what they cannot know, with a reason', () => {
    const waived = (input: Partial<GenerateInput>) => lint(manifest(input)).map(({ rule }) => rule);
    deepEqual(waived({}), []);
    deepEqual(waived({ secretsKmsKey: '' }), ['cluster-secrets']);
    deepEqual(waived({ nodeGroupOnly: true, release: '2019' }), [
      'cluster-endpoint',
      'cluster-logging',
      'cluster-secrets',
      'no-linux-nodes',
      'image-2019',
    ]);
  });

  it('are the same as the example', () => {
    const example = readFileSync(join(ROOT, 'examples/eksctl/hardened.yaml'), 'utf8');
    equal(manifest({ secretsKmsKey: '' }), example);
  });

  it('are refused where AWS or eksctl would refuse what was asked for', async () => {
    const refused = (input: Partial<GenerateInput>, code: string) =>
      throws(
        () => checkInput({ ...USUAL, ...input }),
        (error: Error & { code?: string; suggestions?: string[] }) =>
          error.code === code && error.suggestions?.length === 1,
      );
    refused({ cluster: '1st' }, 'InvalidValue');
    refused({ nodeGroup: 'under_score' }, 'InvalidValue');
    refused({ region: 'Ireland' }, 'InvalidValue');
    refused({ kubernetesVersion: '1.35.2' }, 'InvalidValue');
    refused({ instanceType: 'large' }, 'InvalidValue');
    refused({ kmsKey: 'alias/x' }, 'InvalidValue');
    refused({ secretsKmsKey: 'alias/x' }, 'InvalidValue');
    refused({ subnets: ['vpc-1'] }, 'InvalidValue');
    refused({ nodes: { min: 3, desired: 2, max: 4 } }, 'InvalidSizes');
    refused({ instanceType: 'm7g.large' }, 'NoWindows');
    refused({ subnets: ['subnet-12345678'] }, 'SubnetsNeeded');
    const made = generateEksctl(
      { policy: createPolicyFiles(ROOT) },
      { ...USUAL, release: '2025', kubernetesVersion: '1.34' },
    );
    const error = await made.then(String, (thrown) => thrown);
    equal(error.code, 'InvalidManifest');
    match(error.message, /2025 has no images for Kubernetes 1.34/);
  });
});
