import { doesNotMatch, match } from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AccessCheck } from '../../../src/actions/check-access.ts';
import type { NodeAccess, SessionRisk } from '../../../src/core/access/model.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { accessCheckView } from '../../../src/terminal/views/access-view.ts';

const node = (over: Partial<NodeAccess> = {}): NodeAccess => ({
  instanceId: 'i-0123456789abcdef0',
  name: 'one',
  managed: true,
  state: 'running',
  ping: 'Online',
  agent: '3.3.3572.0',
  connected: true,
  profile: 'node',
  missing: [],
  reachable: true,
  problems: [],
  next: [],
  ...over,
});

const risk = (over: Partial<SessionRisk> = {}): SessionRisk => ({
  baselines: ['cis-l1', 'cis-l2'],
  control: '2.2.22',
  title: 'Deny',
  ends: 'shells',
  reason: 'They end.',
  when: [{ sessionManager: true }, { domainJoined: false }],
  ...over,
});

const view = (over: Partial<AccessCheck> = {}) =>
  accessCheckView(
    {
      region: 'eu-west-1',
      nodes: [node()],
      preferences: null,
      programs: { aws: '/bin/aws', 'session-manager-plugin': '/bin/plugin' },
      risks: [],
      ...over,
    },
    plainStyle,
  );

describe('whether sessions reach nodes, shown', () => {
  it('counts nodes and says what they have without a profile', () => {
    const dhmc = node({ profile: null, missing: null });
    const hybrid = node({ instanceId: 'mi-0123456789abcdef0', profile: null, missing: null, state: null });
    const text = view({ nodes: [dhmc, hybrid, node({ reachable: null })] });
    match(text, /^2 of 3 nodes can be reached/);
    match(text, /i-0123456789abcdef0 +one +yes +Online +3\.3\.3572\.0 +\(Default Host Management\)/);
    match(text, /mi-0123456789abcdef0 .*\(hybrid\)/);
    match(text, /i-0123456789abcdef0 +one +unknown/);
    match(view({ nodes: [] }), /^There is no Windows node in eu-west-1\./);
  });

  it('folds controls that do the same on the same nodes', () => {
    const text = view({ risks: [risk(), risk({ control: 'V-1', baselines: ['stig'] }), risk({ when: [] })] });
    match(
      text,
      / {2}shells \(with the SSM agent or outside a domain\): They end\.\n {4}2\.2\.22 of cis-l1, cis-l2\n {4}V-1 of stig\n {2}shells \(every node\): They end\.\n {4}2\.2\.22 of/,
    );
  });

  it('says what sessions are like, and lets no text of others steer the terminal', () => {
    const preferences = {
      kmsKey: 'alias/s',
      bucket: 'logs',
      logGroup: null,
      idleMinutes: 20,
      maxMinutes: 60,
      windowsProfile: 'date\u001b[2J',
      runAs: false,
    };
    const text = view({ preferences, nodes: [node({ problems: ['bad\u001b[2J'], next: ['do'] })] });
    match(
      text,
      /KMS key alias\/s, logged to the bucket logs, ended after 20 idle minutes, ended after 60 minutes, begun/,
    );
    match(text, /bad.*\n {4}→ do/);
    doesNotMatch(text, /\u001b/);
  });
});
