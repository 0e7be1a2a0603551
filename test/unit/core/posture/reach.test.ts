import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { InboundRule, RuleSource, SecurityGroup } from '../../../../src/core/ports.ts';
import { accessFlags } from '../../../../src/core/posture/access-flags.ts';
import { isPrivate, waysTo } from '../../../../src/core/posture/reach.ts';

const RDP = { ports: [3389], protocols: ['tcp', 'udp'] as const };
const cidr = (text: string): RuleSource => ({ kind: 'cidr', cidr: text });
const rule = (protocol: string, from: number | null, to = from, ...sources: RuleSource[]): InboundRule => ({
  protocol,
  ports: from === null || to === null ? null : { from, to },
  sources: sources.length > 0 ? sources : [cidr('0.0.0.0/0')],
});
const group = (...inbound: InboundRule[]): SecurityGroup => ({ id: 'sg-1', name: 'one', inbound });
const isOpen = (...inbound: InboundRule[]) => waysTo(RDP, [group(...inbound)]).ways.length > 0;

describe('ways to a port', () => {
  it('are left by every protocol, by ranges, and by numbers of protocols', () => {
    assert.ok(isOpen(rule('-1', null)));
    assert.ok(isOpen(rule('tcp', 3389)));
    assert.ok(isOpen(rule('6', 0, 65_535)));
    assert.ok(isOpen(rule('17', 3000, 4000)));
    assert.ok(isOpen(rule('tcp', null)));
  });

  it('are not left by other ports, protocols or nobody', () => {
    assert.ok(!isOpen(rule('tcp', 3390, 4000)));
    assert.ok(!isOpen(rule('icmp', 3389)));
    assert.ok(!isOpen(rule('1', 3389)));
    assert.ok(!isOpen({ ...rule('tcp', 3389), sources: [] }));
    assert.equal(waysTo({ ports: [22], protocols: ['tcp'] }, [group(rule('udp', 22))]).ways.length, 0);
  });

  it('follow the definition for any rules: open if and only if one of them covers the port', () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    const anyRule = fc
      .record({
        protocol: fc.constantFrom('tcp', 'udp', '6', '17', '-1', 'icmp', '1', '50'),
        ports: fc.option(fc.tuple(port, port)),
        closed: fc.boolean(),
      })
      .map(({ protocol, ports, closed }): InboundRule => {
        const [a, b] = ports ?? [0, 0];
        const range = ports === null ? null : { from: Math.min(a, b), to: Math.max(a, b) };
        return { protocol, ports: range, sources: closed ? [] : [cidr('192.0.2.0/24')] };
      });
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), port, (inbound, asked) => {
        const { ways } = waysTo({ ports: [asked], protocols: ['tcp'] }, [group(...inbound)]);
        const expected = inbound.some(
          ({ protocol, ports, sources }) =>
            sources.length > 0 &&
            (protocol === '-1' ||
              ((protocol === 'tcp' || protocol === '6') && (!ports || (asked >= ports.from && asked <= ports.to)))),
        );
        assert.equal(ways.length > 0, expected);
      }),
    );
  });

  it('never grow fewer when a rule is added', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 65_535 }));
    const inbound = range.map(([a, b]) => rule('tcp', Math.min(a, b), Math.max(a, b), cidr(`10.0.0.${a % 256}/32`)));
    fc.assert(
      fc.property(fc.array(inbound, { maxLength: 5 }), inbound, (some, one) => {
        const count = (rules: InboundRule[]) => waysTo(RDP, [group(...rules)]).ways.length;
        assert.ok(count([...some, one]) >= count(some));
      }),
    );
  });

  it('say from where, and tell the node’s peers apart', () => {
    const sources: RuleSource[] = [
      cidr('0.0.0.0/0'),
      cidr('::/0'),
      cidr('10.1.0.0/16'),
      cidr('198.51.100.7/32'),
      { kind: 'prefixList', id: 'pl-1' },
      { kind: 'group', id: 'sg-other' },
      { kind: 'group', id: 'sg-2' },
    ];
    const groups = [group(rule('tcp', 3389, 3389, ...sources)), { id: 'sg-2', name: 'two', inbound: [] }];
    const { ways, peers } = waysTo(RDP, groups);
    assert.deepEqual(
      ways.map(({ from, source }) => [from, source]),
      [
        ['everywhere', '0.0.0.0/0'],
        ['everywhere', '::/0'],
        ['private', '10.1.0.0/16'],
        ['public', '198.51.100.7/32'],
        ['prefixList', 'pl-1'],
        ['group', 'sg-other'],
      ],
    );
    assert.deepEqual(
      peers.map(({ source }) => source),
      ['sg-2'],
    );
  });

  it('know private addresses', () => {
    for (const text of ['10.0.0.0/8', '172.31.0.0/16', '192.168.1.1/32', '100.64.0.0/10', 'fd00:1::/32', 'fe80::/64'])
      assert.ok(isPrivate(text), text);
    for (const text of ['0.0.0.0/0', '0.0.0.0/1', '10.0.0.0/7', '172.32.0.0/16', '::/0', '2001:db8::/32', 'f000::/4'])
      assert.ok(!isPrivate(text), text);
  });
});

describe('flags of access', () => {
  it('are the graver the wider the way and the more public the node', () => {
    const severity = (source: RuleSource, addresses: string[]) =>
      accessFlags([group(rule('tcp', 3389, 3389, source))], addresses).flags[0]?.severity;
    assert.equal(severity(cidr('0.0.0.0/0'), ['203.0.113.1']), 'critical');
    assert.equal(severity(cidr('0.0.0.0/0'), []), 'high');
    assert.equal(severity(cidr('198.51.100.0/24'), []), 'high');
    assert.equal(severity(cidr('10.0.0.0/8'), ['203.0.113.1']), 'medium');
  });

  it('say who may come, and which group lets them', () => {
    const { flags } = accessFlags([group(rule('tcp', 20, 6000, cidr('0.0.0.0/0'), cidr('::/0')))], []);
    assert.deepEqual(
      flags.map(({ id }) => id),
      ['rdp-reachable', 'winrm-reachable', 'ssh-reachable'],
    );
    assert.match(flags[0]?.what ?? '', /everybody \(0\.0\.0\.0\/0, ::\/0\); the node has no public address/);
    assert.match(flags[0]?.next ?? '', /sg-1 \(one\)/);
  });

  it('leave what peers may alone to a note', () => {
    const { flags, notes } = accessFlags([group(rule('-1', null, null, { kind: 'group', id: 'sg-1' }))], []);
    assert.deepEqual(flags, []);
    assert.match(notes.join(), /its own security group sg-1 reach Remote Desktop.*WinRM.*SSH/);
  });
});
