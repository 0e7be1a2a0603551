import { doesNotMatch, equal, match } from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { NodeList } from '../../../src/actions/list-nodes.ts';
import type { Flag, NodePosture } from '../../../src/core/posture/model.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { nodeListView } from '../../../src/terminal/views/node-list-view.ts';

const flag = (over: Partial<Flag> = {}): Flag => ({
  id: 'key-pair',
  severity: 'low',
  what: 'it was started with the key pair ops',
  why: 'a key',
  next: 'no key',
  ...over,
});

const node = (number: number, over: Partial<NodePosture> = {}): NodePosture => ({
  instanceId: `i-${String(number).padStart(17, '0')}`,
  name: `node-${number}`,
  computerName: null,
  state: 'running',
  managed: true,
  reason: null,
  ping: 'Online',
  lastPing: null,
  agent: '3.3.3572.0',
  release: '2022',
  build: '10.0.20348',
  edition: 'Core',
  instanceType: 'm6i.large',
  cluster: 'demo',
  nodegroup: 'windows-ng',
  kubernetes: '1.35',
  image: {
    imageId: 'ami-1',
    name: 'one',
    visible: true,
    owner: '1',
    own: false,
    created: '2026-11-11T00:00:00Z',
    days: 14,
  },
  latest: { imageId: 'ami-1', name: 'one', days: 14 },
  isLatest: true,
  launched: '2026-11-20T00:00:00Z',
  launchedDays: 5,
  publicAddresses: [],
  keyPair: null,
  profile: null,
  metadata: null,
  lastRun: null,
  flags: [],
  notes: [],
  ...over,
});

const view = (nodes: NodePosture[], over: Partial<NodeList> = {}) =>
  nodeListView({ asOf: '2026-11-25T00:00:00Z', maxAge: 45, nodes, flags: {}, excluded: [], ...over }, plainStyle);

describe('a list of nodes, shown', () => {
  it('has a line for each node, its gravest flag, and how many more there are', () => {
    const text = view([
      node(1, { flags: [flag({ id: 'rdp-reachable', severity: 'critical' }), flag()] }),
      node(2, { image: null, latest: null, isLatest: null, managed: false, ping: null, agent: null }),
    ]);
    match(text, /^2 Windows nodes\n/);
    match(text, /node-1 +2022 Core +14 d latest +5 d +3\.3\.3572\.0 +none +rdp-reachable \+1\n/);
    match(text, /node-2 +2022 Core +– +5 d +unmanaged +none +–\n/);
    match(text, /1 of 2 have flags/);
  });

  it('names few nodes of a flag and counts the others', () => {
    const text = view(Array.from({ length: 40 }, (_, number) => node(number, { flags: [flag()] })));
    match(text, /key-pair: 40 nodes, low\n/);
    equal(text.match(/: it was started with/g)?.length, 5);
    match(text, /and 35 more \(--json has all\)\n {2}why: a key\n {2}→ no key/);
  });

  it('says which of a flag is the gravest, and each thing to do once', () => {
    const text = view([
      node(1, { flags: [flag({ next: 'one' })] }),
      node(2, { flags: [flag({ next: 'two', severity: 'high' })] }),
      node(3, { flags: [flag({ next: 'one' })] }),
    ]);
    match(text, /key-pair: 3 nodes, high/);
    match(text, /→ one\n {2}→ two\n/);
    equal(text.match(/→ one/g)?.length, 1);
  });

  it('is safe where a name is hostile', () => {
    const text = view([node(1, { name: 'a\u001b[31m\nb', flags: [flag({ what: 'x\u202ey' })] })]);
    doesNotMatch(text, /\u001b|\u202e/);
  });

  it('says that there are none, and what was left out', () => {
    match(
      view([], { excluded: [{ instanceId: 'i-1', reason: 'not Windows' }] }),
      /No Windows nodes here; .*\nLeft out\n {2}i-1: not Windows/,
    );
  });
});
