import assert from 'node:assert/strict';
import { judgeAccess } from '../../../../src/core/access/judge.ts';
import type { SessionFacts } from '../../../../src/core/access/model.ts';

const facts = (over: Partial<SessionFacts> = {}): SessionFacts => ({
  instanceId: 'i-0123456789abcdef0',
  name: null,
  managed: true,
  state: 'running',
  ping: 'Online',
  agent: '3.3.3572.0',
  connected: true,
  profile: 'node',
  missing: [],
  ...over,
});

describe('whether a session reaches a node', () => {
  it('does where the agent is online, new enough and connected', () => {
    const { reachable, problems, next } = judgeAccess(facts());
    assert.deepEqual([reachable, problems, next], [true, [], []]);
  });

  const cases: [string, Partial<SessionFacts>, boolean | null, RegExp, RegExp][] = [
    ['without an agent', { managed: false, ping: null }, false, /no agent/, /is AmazonSSMAgent started/],
    ['whose role is unknown', { managed: false, ping: null, missing: null }, false, /no agent/, /InstanceCore/],
    ['without a profile', { managed: false, ping: null, profile: null }, false, /no agent/, /an instance profile/],
    ['that is stopped', { state: 'stopped', ping: 'ConnectionLost' }, false, /is stopped$/, /start-instances/],
    ['that starts', { state: 'pending', managed: false, ping: null }, false, /is pending$/, /when it runs/],
    ['whose agent is silent', { ping: 'ConnectionLost', connected: false }, false, /ConnectionLost/, /AmazonSSMAgent/],
    ['with an old agent', { agent: '2.3.50.0' }, false, /older than 2\.3\.68/, /AWS-UpdateSSMAgent .*i-0123/],
    ['without a connection', { connected: false }, false, /no connection/, /ssmmessages/],
    [
      'whose role lacks a right',
      { connected: false, missing: ['ssmmessages:OpenDataChannel'] },
      false,
      /may not ssmmessages:OpenDataChannel/,
      /AmazonSSMManagedInstanceCore/,
    ],
    ['whose role may not use the key', { missing: ['kms:Decrypt'] }, true, /kms:Decrypt/, /allow kms:Decrypt/],
  ];
  for (const [what, over, reachable, problem, next] of cases) {
    it(`tells of a node ${what}`, () => {
      const judged = judgeAccess(facts(over));
      assert.equal(judged.reachable, reachable);
      assert.match(judged.problems.join('\n'), problem);
      assert.match(judged.next.join('\n'), next);
    });
  }

  it('does not hold against a connected node what its role lacks: Default Host Management gives it', () => {
    const { reachable, problems } = judgeAccess(facts({ missing: ['ssmmessages:OpenDataChannel'] }));
    assert.deepEqual([reachable, problems], [true, []]);
  });

  it('is unknown where nobody may ask, and takes a version that it cannot read for a new one', () => {
    assert.equal(judgeAccess(facts({ connected: null })).reachable, null);
    assert.equal(judgeAccess(facts({ agent: 'dev' })).reachable, true);
    assert.equal(judgeAccess(facts({ agent: '2.3.68.0' })).reachable, true);
    assert.equal(judgeAccess(facts({ agent: '3.0.1.0' })).reachable, true);
  });
});
