import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { desiredOf, hasOtherTemplates, mayGoBack, templateData } from '../../../../src/core/replace/desired.ts';
import { exitCodeOf } from '../../../../src/core/replace/exit-code.ts';
import { groupNodes, titleOf } from '../../../../src/core/replace/group-nodes.ts';
import { kindOfAmiType } from '../../../../src/core/replace/image-kind.ts';
import type { GroupResult, Outcome } from '../../../../src/core/replace/model.ts';
import { endOf, problemTexts, progressText } from '../../../../src/core/replace/problems.ts';

const node = (instanceId: string, tags: Record<string, string>) => ({ instanceId, tags });
const managed = {
  'eks:cluster-name': 'prod',
  'eks:nodegroup-name': 'windows',
  'aws:autoscaling:groupName': 'eks-windows-1',
};

describe('groups of nodes that are replaced together', () => {
  it('are a nodegroup before they are the Auto Scaling group that EKS keeps for it', () => {
    const groups = groupNodes([
      node('i-4', {}),
      node('i-1', managed),
      node('i-2', { 'aws:autoscaling:groupName': 'self' }),
      node('i-3', managed),
    ]);
    assert.deepEqual(
      groups.map(({ name, nodes }) => [titleOf(name), nodes.map(({ instanceId }) => instanceId)]),
      [
        ['Auto Scaling group self', ['i-2']],
        ['instance i-4', ['i-4']],
        ['nodegroup windows of the cluster prod', ['i-1', 'i-3']],
      ],
    );
  });
});

describe('kinds of images', () => {
  it('are read of AMI types', () => {
    assert.deepEqual(kindOfAmiType('WINDOWS_FULL_2019_x86_64'), { release: '2019', edition: 'Full' });
    assert.equal(kindOfAmiType('CUSTOM'), undefined);
  });
});

describe('what a group is to launch from', () => {
  const mixed = {
    LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '3' }, Overrides: [{}] },
    InstancesDistribution: { OnDemandBaseCapacity: 1 },
  };

  it('is a version of its template, and all else of a mixed group as it was', () => {
    assert.deepEqual(desiredOf({ id: 'lt-1', mixed: null }, '4'), {
      LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' },
    });
    assert.deepEqual(desiredOf({ id: 'lt-1', mixed }, '4'), {
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '4' }, Overrides: [{}] },
        InstancesDistribution: { OnDemandBaseCapacity: 1 },
      },
    });
    const other = { LaunchTemplate: { Overrides: [{ LaunchTemplateSpecification: { LaunchTemplateId: 'lt-2' } }] } };
    assert.deepEqual([null, mixed, other].map(hasOtherTemplates), [false, false, true]);
  });

  it('can be taken back only where it was a version with a number and an image', () => {
    const back = (version: string, imageId: string) => mayGoBack({ id: 'lt-1', version }, imageId);
    assert.deepEqual(
      [back('3', 'ami-1'), back('$Latest', 'ami-1'), back('$Default', 'ami-1'), back('3', 'resolve:ssm:/x')],
      [true, false, false, false],
    );
  });

  it('keeps the metadata options that it does not change', () => {
    const metadata = { HttpTokens: 'optional' as const, HttpPutResponseHopLimit: 1 };
    assert.deepEqual(templateData({ metadata }, 'ami-1', false), { ImageId: 'ami-1' });
    assert.deepEqual(templateData({ metadata }, 'ami-1', true), {
      ImageId: 'ami-1',
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    });
  });
});

describe('how far a replacement is', () => {
  it('says when it has ended', () => {
    const ends = ['Pending', 'InProgress', 'Baking', 'Successful', 'Failed', 'Cancelled', 'RollbackSuccessful'];
    assert.deepEqual(
      ends.map((status) => endOf({ status })),
      [undefined, undefined, undefined, 'replaced', 'failed', 'failed', 'failed'],
    );
  });

  it('is told in words, with those of AWS', () => {
    const problems = [
      { code: 'PodEvictionFailure', message: 'Reached max retries', resources: ['i-1'] },
      { code: 'Odd', message: 'something', resources: [] },
    ];
    const [eviction = '', odd] = problemTexts({ problems });
    assert.match(
      eviction,
      /^PodEvictionFailure \(i-1\): pods could not be evicted.*--force.*EKS says: Reached max retries$/,
    );
    assert.equal(odd, 'Odd: something');
    const progress = { id: 'x', status: 'InProgress', percent: 50, reason: 'waiting', problems: [] };
    assert.equal(progressText(progress), 'InProgress, 50 %: waiting');
    assert.equal(progressText({ ...progress, percent: null, reason: null }), 'InProgress');
  });

  it('is an exit code', () => {
    const code = (executed: boolean, interrupted: boolean, ...outcomes: Outcome[]) =>
      exitCodeOf(
        { executed, excluded: [], groups: outcomes.map((outcome) => ({ outcome }) as GroupResult) },
        interrupted,
      );
    assert.equal(code(false, false, 'planned', 'refused'), 0);
    assert.equal(code(false, false, 'refused'), 1);
    assert.equal(code(false, false, 'notStarted'), 1);
    assert.equal(code(true, false, 'replaced', 'upToDate'), 0);
    assert.equal(code(true, false, 'replaced', 'failed', 'notStarted'), 68);
    assert.equal(code(true, false, 'failed', 'notStarted'), 1);
    assert.equal(code(true, false, 'replaced', 'inProgress', 'notStarted'), 69);
    assert.equal(code(true, true, 'inProgress'), 130);
    assert.equal(code(false, true, 'notStarted'), 130);
    assert.equal(code(true, true, 'replaced'), 0);
  });
});
