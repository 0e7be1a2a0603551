import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { enableInspector } from '../../../src/actions/enable-inspector.ts';
import type { InspectorApp } from '../../../src/actions/inspector-place.ts';
import { listCisScans } from '../../../src/actions/list-cis-scans.ts';
import { listVulnerabilities } from '../../../src/actions/list-vulnerabilities.ts';
import { runCisScan } from '../../../src/actions/run-cis-scan.ts';
import { showCisScan } from '../../../src/actions/show-cis-scan.ts';
import { showInspectorStatus } from '../../../src/actions/show-inspector-status.ts';
import type { ControlResult } from '../../../src/core/report/model.ts';
import type { RunResult } from '../../../src/core/results/model.ts';
import { ACCOUNT, cisResult, cisScan, cisTarget, FakeInspector, vulnerability } from '../core/inspector/doubles.ts';
import { sampleOutcome, sampleReport, sampleResult } from '../core/present/sample-run.ts';
import { FakeClock, FakeFolder, FakeInventory, idOf, running, windows } from '../core/run/doubles.ts';

const RUN_ID = '20261123T100000Z-abcdef';
const NODE = 'i-00000000000000001';

/** Two Windows nodes and what is kept of runs on them. */
class World {
  inspector = new FakeInspector();
  inventory = new FakeInventory();
  clock = new FakeClock();
  folders = new Map<string, FakeFolder>();
  told: string[] = [];
  emit = (event: { type: string; text?: string }) => void this.told.push(event.text ?? '');

  constructor() {
    this.inventory.machines = [
      running(NODE, { env: 'test', Name: 'web' }),
      running(idOf(2)),
      running(idOf(3), {}, { windows: false }),
    ];
    this.inventory.nodes = [windows(NODE), windows(idOf(2)), windows(idOf(3), { platformType: 'Linux' })];
  }

  get app(): InspectorApp {
    const runs = {
      list: async () => [...this.folders.keys()],
      open: async (id: string) => this.folders.get(id) as FakeFolder,
    };
    const { inspector, inventory, clock } = this;
    return { inspector, inventory, clock, runs } as unknown as InspectorApp;
  }

  async keepRun(controls: ControlResult[], more: Partial<RunResult> = {}, runId = RUN_ID): Promise<void> {
    const folder = new FakeFolder(runId);
    const report = { source: 'inline' as const, bytes: 1, sha256: '' };
    const outcomes = [sampleOutcome(1, { instanceId: NODE, report }), sampleOutcome(2, { outcome: 'NoReport' })];
    const its = {
      runId,
      operation: 'audit' as const,
      started: '2026-11-23T10:00:00Z',
      finished: '2026-11-23T10:01:00Z',
    };
    const listed = controls.map(({ id }) => ({ id, title: id, level: 'L1', statuses: {} }));
    const nodes = { selected: 2, excluded: [], outcomes };
    await folder.write('result.json', sampleResult({ ...its, nodes, controls: listed, ...more }));
    await folder.write(`nodes/${NODE}.json`, sampleReport(1, controls));
    this.folders.set(runId, folder);
  }
}

const control = (id: string, status: ControlResult['status'], found: unknown = 1): ControlResult => ({
  id,
  status,
  found,
  required: 2,
});
const off = (world: World) => world.inspector.states.set(ACCOUNT, 'DISABLED');

describe('inspector status', () => {
  it('joins nodes, coverage and what the last audits found of the old agent', async () => {
    const world = new World();
    const common = { scan: 'package' as const, lastScanned: null, mode: null };
    world.inspector.covered = [
      { ...common, instanceId: NODE, active: true, reason: 'SUCCESSFUL' },
      { ...common, instanceId: idOf(2), active: false, reason: 'STALE_INVENTORY' },
    ];
    await world.keepRun([control('eks-5.3', 'NonCompliant', 'automatic')], { baseline: 'eks-node' });
    const { nodes, covered, classicLookedFor, region } = await showInspectorStatus(world.app, null);
    deepEqual(
      nodes.map(({ instanceId, covered: is, classicAgent }) => [instanceId, is, classicAgent]),
      [
        [idOf(2), false, undefined],
        [NODE, true, RUN_ID],
      ],
    );
    deepEqual([covered, classicLookedFor, region], [1, true, 'eu-west-1']);
    deepEqual(world.inspector.asked, [[NODE, idOf(2)]]);
  });

  it('believes the newest audit that says the old agent is gone', async () => {
    const world = new World();
    await world.keepRun([control('eks-5.3', 'NonCompliant', 'automatic')], { baseline: 'eks-node' });
    const later = '20261123T120000Z-abcdef';
    await world.keepRun([control('eks-5.3', 'Compliant', null)], { baseline: 'eks-node', runId: later }, later);
    const { nodes, classicLookedFor } = await showInspectorStatus(world.app, null);
    deepEqual([nodes.some(({ classicAgent }) => classicAgent !== undefined), classicLookedFor], [false, true]);
  });

  it('asks for no coverage where nothing is scanned, and says so of each node', async () => {
    const world = new World();
    off(world);
    const { nodes, scanning, covered } = await showInspectorStatus(world.app, null);
    deepEqual([scanning.ec2, covered, world.inspector.asked], ['DISABLED', 0, []]);
    equal(
      nodes.every(({ next }) => next === 'winharden inspector enable'),
      true,
    );
  });

  it('says where there is no Windows node', async () => {
    const world = new World();
    world.inventory.nodes = [];
    await rejects(showInspectorStatus(world.app, null), { code: 'NoNodesMatched', message: /manages no Windows node/ });
    const selector = { by: 'ids' as const, ids: [idOf(3)] };
    await rejects(showInspectorStatus(world.app, selector), {
      code: 'NoNodesMatched',
      message: /no Windows node matches/,
    });
  });
});

describe('inspector enable', () => {
  const enable = (world: World, members: string[] = [], yes = true, waitMinutes = 1) =>
    enableInspector(world.app, { members, waitMinutes, emit: world.emit, confirm: async () => yes });

  it('asks nothing and changes nothing where it is on', async () => {
    const world = new World();
    equal((await enable(world, [], false)).state, 'already');
    deepEqual(world.inspector.asked, []);
  });

  it('waits until it is on, or not for ever', async () => {
    const world = new World();
    off(world);
    const { state, accounts } = await enable(world);
    deepEqual(
      [state, accounts, world.inspector.asked],
      ['enabled', [{ account: ACCOUNT, ec2: 'ENABLED' }], [[ACCOUNT]]],
    );
    deepEqual(world.told, ['Inspector scans EC2 in 0 of 1 account', 'Inspector scans EC2 in 1 of 1 account']);
    const slow = new World();
    off(slow);
    slow.inspector.patience = 1000;
    equal((await enable(slow)).state, 'enabling');
  });

  it('changes nothing where somebody says no', async () => {
    const world = new World();
    off(world);
    equal((await enable(world, [], false)).state, 'declined');
    deepEqual(world.inspector.asked, []);
  });

  it('tells which accounts it failed in, and is an error where it failed in all', async () => {
    const world = new World();
    off(world);
    const error = { code: 'ACCESS_DENIED', message: 'no member' };
    world.inspector.refused = [{ account: '444455556666', ec2: 'unknown', error }];
    const { state, failed } = await enable(world, [ACCOUNT, '444455556666']);
    deepEqual([state, failed], ['enabled', world.inspector.refused]);
    await rejects(enable(world, ['444455556666']), {
      code: 'NotEnabled',
      message: /444455556666: no member \(ACCESS_DENIED\)/,
    });
  });
});

describe('inspector cis-scan run', () => {
  const run = (world: World, tag: string, more: object = {}) =>
    runCisScan(world.app, {
      selector: { tags: [tag], instanceIds: [] },
      level: 1,
      schedule: { every: 'once' },
      waitMinutes: null,
      emit: world.emit,
      ...more,
    });

  it('makes a configuration with the tag that nodes carry, and follows its scan', async () => {
    const world = new World();
    world.inventory.machines.push(running(idOf(4), { 'eks:nodegroup-name': 'ng' }));
    const { configuration, nodes, scan } = await run(world, 'eks:nodegroup=ng', { waitMinutes: 5 });
    deepEqual([configuration.targetTags, configuration.created, nodes], [{ 'eks:nodegroup-name': ['ng'] }, true, 1]);
    equal(scan?.status, 'COMPLETED');
    deepEqual(world.told, ['Scanning: 0 of 0 nodes have ended', 'The scan is completed']);
  });

  it('leaves one alone that says the same, and refuses one that does not', async () => {
    const world = new World();
    const there = await run(world, 'env=test', { name: 'weekly' });
    const { created: _, ...said } = there.configuration;
    world.inspector.kept = [{ ...said, accounts: ['SELF'] }];
    equal((await run(world, 'env=test', { name: 'weekly' })).configuration.created, false);
    await rejects(run(world, 'env=test', { name: 'weekly', level: 2 }), {
      code: 'ScanDiffers',
      message: /level 1 and not 2/,
    });
  });

  it('needs nodes that have the tag, and an Inspector that is on', async () => {
    const world = new World();
    await rejects(run(world, 'env=tset'), (error: Error & { code: string; suggestions: string[] }) => {
      equal(error.code, 'NoNodesMatched');
      match(error.suggestions.join(), /near miss: --tag env=test/);
      return true;
    });
    off(world);
    await rejects(run(world, 'env=test'), { code: 'InspectorOff', message: /in eu-west-1: it is disabled/ });
  });
});

describe('inspector cis-scan list and show', () => {
  it('stops at the limit', async () => {
    const world = new World();
    world.inspector.pages = [[cisScan(1), cisScan(2)], [cisScan(3)]];
    const { scans, more } = await listCisScans(world.app, { limit: 2, name: 'scan', since: '2026-11-01' });
    deepEqual([scans.map(({ name }) => name), more], [['scan-1', 'scan-2'], true]);
    deepEqual(world.inspector.asked, [{ name: 'scan', since: '2026-11-01T00:00:00.000Z' }]);
  });

  const shown = (world: World, scan: string, more: object = {}) =>
    showCisScan(world.app, { scan, all: false, ...more });

  function scanned(): World {
    const world = new World();
    world.inspector.pages = [[cisScan(1)], [cisScan(2)]];
    world.inspector.itsTargets = [cisTarget(NODE), cisTarget(idOf(2)), cisTarget(idOf(4), { status: 'TIMED_OUT' })];
    world.inspector.itsResults[NODE] = [cisResult('1.1', 'PASSED'), cisResult('1.2', 'FAILED')];
    const check = { title: '', level: 1 as const, platform: '', skipped: 0 };
    world.inspector.itsChecks = [
      { ...check, id: '1.10', failed: 1, passed: 0 },
      { ...check, id: '1.1', failed: 0, passed: 1 },
      { ...check, id: '1.9', failed: 1, passed: 0 },
    ];
    return world;
  }

  it('puts the newest fitting run beside a scan', async () => {
    const world = scanned();
    await world.keepRun([control('1.1', 'NonCompliant'), control('1.2', 'NonCompliant')]);
    const later = { runId: '20261123T120000Z-abcdef', baseline: 'eks-node' };
    await world.keepRun([control('eks-1', 'Compliant')], later, later.runId);
    const { sideBySide, checks } = await shown(world, 'scan-1');
    equal(sideBySide?.run.runId, RUN_ID);
    deepEqual(
      [sideBySide?.nodes, sideBySide?.counts],
      [1, { agree: 1, differ: 1, onlyInspector: 0, onlyWinharden: 0 }],
    );
    deepEqual([sideBySide?.reasons, sideBySide?.pairs.map((pair) => pair.control)], [{ readDifferently: 1 }, ['1.1']]);
    deepEqual(
      checks.map(({ id }) => id),
      ['1.9', '1.10'],
    );
    const all = await shown(world, 'scan-1', { all: true, runId: RUN_ID });
    deepEqual([all.checks.length, all.sideBySide?.pairs.length], [3, 2]);
  });

  it('finds a scan by its ARN, its id or the beginning of that, and shows one alone', async () => {
    const world = scanned();
    for (const wanted of [cisScan(2).arn, '00000002-AAAA-bbbb-cccc-000000000000', '00000002']) {
      const { scan, sideBySide } = await shown(world, wanted);
      deepEqual([scan.name, sideBySide], ['scan-2', null]);
    }
  });

  it('names near misses of a scan that is not there', async () => {
    const world = scanned();
    await rejects(shown(world, '0000'), { code: 'NoSuchScan', message: /beginning of 2 scans/ });
    await rejects(shown(world, 'scam-1'), (error: Error & { suggestions: string[] }) => {
      match(error.suggestions.join(), /near miss: scan-1/);
      return true;
    });
    world.inspector.pages = [];
    await rejects(shown(world, 'x'), { code: 'NoSuchScan' });
  });
});

describe('inspector findings', () => {
  it('are those of Windows nodes, bounded', async () => {
    const world = new World();
    world.inspector.found = [
      [vulnerability(NODE), vulnerability(idOf(2)), vulnerability(idOf(3), { platform: 'AMAZON_LINUX_2' })],
      [vulnerability(NODE, { vulnerability: 'CVE-2025-0002', epss: 0.01 })],
    ];
    const input = {
      selector: null,
      severities: ['high' as const],
      types: [],
      fixable: true,
      since: '2026-11-01',
      limit: 1,
    };
    const { nodes, counts, groups, more } = await listVulnerabilities(world.app, input);
    deepEqual([nodes, counts.high, more], [{ asked: 2, concerned: 2 }, 3, 1]);
    deepEqual(
      groups.map(({ id, nodes: its }) => [id, its]),
      [['CVE-2025-0001', [{ instanceId: NODE, name: 'web' }, { instanceId: idOf(2) }]]],
    );
    const query = {
      instanceIds: [NODE, idOf(2)],
      severities: ['high'],
      types: [],
      fixable: true,
      since: '2026-11-01T00:00:00.000Z',
    };
    deepEqual(world.inspector.asked, [query]);
  });
});
