import { deepEqual, match } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nodeCoverage } from '../../../../src/core/inspector/coverage.ts';
import { FindingGroups } from '../../../../src/core/inspector/finding-groups.ts';
import type { Coverage } from '../../../../src/core/inspector/model.ts';
import type { WindowsNode } from '../../../../src/core/inspector/windows-nodes.ts';
import { vulnerability } from './doubles.ts';

const node = (instanceId: string, more: Partial<WindowsNode> = {}): WindowsNode => ({
  instanceId,
  release: '2022',
  state: 'running',
  managed: true,
  ...more,
});
const seen = (instanceId: string, more: Partial<Coverage> = {}): Coverage => ({
  instanceId,
  scan: 'package',
  active: true,
  reason: 'SUCCESSFUL',
  lastScanned: '2026-11-23T12:00:00.000Z',
  mode: 'EC2_SSM_AGENT_BASED',
  ...more,
});

describe('what Inspector covers', () => {
  it('is told node by node, uncovered ones first, with the reason and what to do', () => {
    const told = nodeCoverage(
      [
        node('i-1'),
        node('i-2'),
        node('i-3', { managed: false }),
        node('mi-4', { state: null }),
        node('i-5'),
        node('i-6'),
      ],
      [
        seen('i-1'),
        seen('i-1', { scan: 'network' }),
        seen('i-2', { active: false, reason: 'NO_INVENTORY', lastScanned: null }),
        seen('i-5', { scan: 'network' }),
        seen('i-6', { active: false, reason: 'SOME_NEW_REASON' }),
      ],
      new Map([['i-1', 'run-1']]),
    );
    deepEqual(
      told.map(({ instanceId, covered, why, network }) => [instanceId, covered, why, network]),
      [
        ['i-2', false, 'there is no inventory of its software', false],
        ['i-3', false, 'Inspector does not know it, and Systems Manager does not manage it', false],
        ['i-5', false, 'Inspector does not know it', true],
        ['i-6', false, 'some new reason', false],
        ['mi-4', false, 'it is no EC2 instance, and Inspector scans those alone', false],
        ['i-1', true, 'scanned', true],
      ],
    );
    match(told[0]?.next ?? '', /InspectorInventoryCollection-do-not-delete/);
    match(told[1]?.next ?? '', /AmazonSSMManagedInstanceCore/);
    deepEqual([told[5]?.classicAgent, told[5]?.next], ['run-1', '']);
  });
});

describe('findings', () => {
  it('of one vulnerability are one, the worst first', () => {
    const groups = new FindingGroups();
    groups.add([
      vulnerability('i-1', { epss: null, firstSeen: '2026-11-02T00:00:00.000Z' }),
      vulnerability('i-2', { severity: 'critical', fixes: ['KB5000002'], score: 9, exploitable: true }),
      vulnerability('i-1', { vulnerability: 'CVE-2025-0002', epss: 0.5 }),
    ]);
    groups.add([
      vulnerability('i-1', { lastSeen: '2026-11-22T00:00:00.000Z' }),
      vulnerability('i-3', { vulnerability: 'CVE-2025-0003', score: 9 }),
      vulnerability('i-3', {
        type: 'network',
        severity: 'medium',
        vulnerability: null,
        title: 'Port',
        port: { from: 3389, to: 3389, protocol: 'TCP' },
      }),
      vulnerability('i-4', {
        type: 'network',
        severity: 'low',
        vulnerability: null,
        title: 'Port',
        port: { from: 0, to: 65535, protocol: 'TCP' },
      }),
      vulnerability('i-4', {
        type: 'network',
        severity: 'low',
        vulnerability: null,
        title: 'Other',
        port: { from: 8080, to: 8081, protocol: 'TCP' },
      }),
    ]);
    deepEqual(groups.counts(), { critical: 1, high: 4, medium: 1, low: 2, informational: 0, untriaged: 0 });
    const all = groups.all();
    deepEqual(
      all.map(({ id, severity, nodes }) => [id, severity, nodes]),
      [
        ['CVE-2025-0001', 'critical', ['i-1', 'i-2']],
        ['CVE-2025-0002', 'high', ['i-1']],
        ['CVE-2025-0003', 'high', ['i-3']],
        ['Port', 'medium', ['i-3', 'i-4']],
        ['Other', 'low', ['i-4']],
      ],
    );
    const [first, , , port, other] = all;
    deepEqual(
      [first?.score, first?.epss, first?.fixes, first?.exploitable, first?.firstSeen, first?.lastSeen],
      [9, 0.1, ['KB5000001', 'KB5000002'], true, '2026-11-01T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    );
    deepEqual(port?.ports, [
      'TCP 3389 (Remote Desktop)',
      'TCP 0-65535 (SSH, RPC, NetBIOS, SMB, Remote Desktop, WinRM, WinRM over TLS, kubelet)',
    ]);
    deepEqual(other?.ports, ['TCP 8080-8081']);
  });
});
