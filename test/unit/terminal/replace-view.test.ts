import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { GroupResult } from '../../../src/core/replace/model.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { replacePlanView, replaceResultView } from '../../../src/terminal/views/replace-view.ts';

const node = (number: number, over: object = {}) => ({
  instanceId: `i-${number}`,
  name: `node ${number}`,
  imageId: 'ami-1',
  kubernetesName: null,
  selected: true,
  ...over,
});

const group = (over: Partial<GroupResult> = {}): GroupResult => ({
  name: { kind: 'nodegroup', cluster: 'prod', nodegroup: 'windows' },
  title: 'nodegroup windows of the cluster prod',
  nodes: [node(1)],
  image: 'ami-2',
  outcome: 'planned',
  reason: null,
  id: null,
  percent: null,
  problems: [],
  look: null,
  warnings: [],
  steps: [
    { text: 'Do this:', command: 'aws one\naws two' },
    { text: 'Audit:', command: 'winharden audit' },
  ],
  ...over,
});

describe('the view of nodes to be replaced', () => {
  it('has the steps with each command on a line of its own', () => {
    assert.equal(
      replaceResultView(
        { executed: false, groups: [group()], excluded: [{ instanceId: 'i-9', reason: 'not Windows' }] },
        plainStyle,
      ),
      [
        'nodegroup windows of the cluster prod: to be replaced',
        '  i-1  ami-1  node 1',
        '  new image: ami-2',
        '',
        '  1. Do this:',
        '       aws one',
        '       aws two',
        '',
        '  2. Audit:',
        '       winharden audit',
        '',
        'Left out:',
        '  i-9  not Windows',
      ].join('\n'),
    );
  });

  it('marks nodes that nobody selected, and counts those that it does not show', () => {
    const nodes = Array.from({ length: 12 }, (_, index) => node(index, { selected: index !== 3 }));
    const text = replacePlanView([group({ nodes })], plainStyle);
    assert.match(text, /i-3 .*\(not selected; goes with its group\)/);
    assert.match(text, /… and 2 more/);
    assert.match(text, /12 nodes, 1 of which were not selected/);
  });

  it('lets no name move the cursor', () => {
    const evil = 'a\u001b[2Jb\u202ec';
    const text = replacePlanView(
      [
        group({
          title: evil,
          nodes: [node(1, { name: evil })],
          warnings: [evil],
          steps: [{ text: evil, command: evil }],
        }),
      ],
      plainStyle,
    );
    assert.doesNotMatch(text, /[\u001b\u202e]/);
  });
});

describe('the view of what became of nodes', () => {
  it('says how to look again, what AWS reported, and what to do with new nodes', () => {
    const groups = [
      group({ outcome: 'replaced' }),
      group({
        outcome: 'failed',
        reason: 'Failed',
        problems: ['PodEvictionFailure: stuck'],
        look: 'aws eks describe-update',
      }),
      group({ outcome: 'inProgress', percent: 40, look: 'aws autoscaling describe' }),
      group({ outcome: 'notStarted' }),
    ];
    const text = replaceResultView({ executed: true, groups, excluded: [] }, plainStyle);
    const [replaced = '', failed = '', going = '', not = ''] = text.split('\n\n');
    assert.match(replaced, /: replaced\n {2}Audit:\n {7}winharden audit$/);
    assert.match(failed, /: FAILED\n {2}Failed\n {2}PodEvictionFailure: stuck\n[\s\S]*aws eks describe-update$/);
    assert.match(going, /: in progress \(40 %\)\n[\s\S]*aws autoscaling describe$/);
    assert.match(not, /: not started$/);
  });
});
