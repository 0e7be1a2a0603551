import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WinhardenError } from '../../../../src/core/errors.ts';
import { selectNodes } from '../../../../src/core/fleet/select-nodes.ts';
import { parseSelector } from '../../../../src/core/fleet/selector.ts';
import type { Machine, ManagedNode } from '../../../../src/core/ports.ts';
import { FakeInventory, idOf, running, windows } from '../run/doubles.ts';

function inventoryOf(...pairs: [Machine | null, ManagedNode | null][]): FakeInventory {
  const inventory = new FakeInventory();
  inventory.machines = pairs.flatMap(([machine]) => machine ?? []);
  inventory.nodes = pairs.flatMap(([, node]) => node ?? []);
  return inventory;
}
const byTag = (...tags: string[]) => parseSelector({ tags, instanceIds: [] });
const byId = (...instanceIds: string[]) => parseSelector({ tags: [], instanceIds });

describe('selectNodes', () => {
  it('leaves out a node of a release that the baseline has nothing for', async () => {
    const old = windows(idOf(2), { platformName: 'Microsoft Windows Server 2016 Datacenter' });
    const inventory = inventoryOf([running(idOf(1)), windows(idOf(1))], [running(idOf(2)), old]);
    const all = await selectNodes(inventory, byTag('env=test'));
    assert.equal(all.nodes.length, 2);
    const { nodes, excluded } = await selectNodes(inventory, byTag('env=test'), [2022, 2025]);
    assert.deepEqual([nodes.map(({ instanceId }) => instanceId), excluded.length], [[idOf(1)], 1]);
    assert.equal(excluded[0]?.reason, 'the baseline holds nothing for Windows Server 2016, only for 2022, 2025');
  });

  it('selects Windows nodes that answer, sorted, with what is known of them', async () => {
    const inventory = inventoryOf(
      [running(idOf(2), { env: 'test', Name: 'web' }), windows(idOf(2))],
      [running(idOf(1)), windows(idOf(1))],
    );
    const { nodes, excluded } = await selectNodes(inventory, byTag('env=test'));
    assert.deepEqual(
      nodes.map((node) => [node.instanceId, node.name]),
      [
        [idOf(1), undefined],
        [idOf(2), 'web'],
      ],
    );
    assert.deepEqual(excluded, []);
    assert.deepEqual([nodes[0]?.agent, nodes[0]?.imageId], ['3.3.2746.0', 'ami-1']);
  });

  const excluded: [string, Machine | null, ManagedNode | null, RegExp][] = [
    ['stopped', running(idOf(2), { env: 'test' }, { state: 'stopped' }), null, /^not running: the instance is stopped/],
    [
      'terminated',
      running(idOf(2), { env: 'test' }, { state: 'terminated' }),
      windows(idOf(2)),
      /^not running: .*terminated/,
    ],
    ['unmanaged Windows', running(idOf(2)), null, /^not managed by Systems Manager/],
    ['unmanaged Linux', running(idOf(2), { env: 'test' }, { windows: false }), null, /^not Windows/],
    [
      'Linux',
      running(idOf(2), { env: 'test' }, { windows: false }),
      windows(idOf(2), { platformType: 'Linux', platformName: 'Amazon Linux' }),
      /^not Windows: Amazon Linux/,
    ],
    [
      'offline',
      running(idOf(2)),
      windows(idOf(2), { ping: 'ConnectionLost' }),
      /^offline: ConnectionLost, last seen 2026-11-23T17:59/,
    ],
    [
      'with an old agent',
      running(idOf(2)),
      windows(idOf(2), { agent: '3.0.356.0' }),
      /^SSM agent 3\.0\.356\.0 is too old: 3\.0\.502/,
    ],
    ['with a very old agent', running(idOf(2)), windows(idOf(2), { agent: '2.3.1550.0' }), /too old/],
    [
      'of another release',
      running(idOf(2)),
      windows(idOf(2), { platformName: 'Microsoft Windows Server 2012 Datacenter' }),
      /^Windows Server 2012 is not supported/,
    ],
    [
      'of an R2',
      running(idOf(2)),
      windows(idOf(2), { platformName: 'Microsoft Windows Server 2012 R2 Standard' }),
      /^Windows Server 2012 R2/,
    ],
  ];
  for (const [what, machine, node, reason] of excluded) {
    it(`lists a node that is ${what} with the reason`, async () => {
      const inventory = inventoryOf([running(idOf(1)), windows(idOf(1))], [machine, node]);
      const fleet = await selectNodes(inventory, byTag('env=test'));
      assert.deepEqual(
        fleet.nodes.map((each) => each.instanceId),
        [idOf(1)],
      );
      assert.equal(fleet.excluded.length, 1);
      assert.match(fleet.excluded[0]?.reason ?? '', reason);
    });
  }

  it('takes the very agent that knows onFailure, and one whose version it cannot read', async () => {
    const inventory = inventoryOf(
      [running(idOf(1)), windows(idOf(1), { agent: '3.0.502.0' })],
      [running(idOf(2)), windows(idOf(2), { agent: 'custom' })],
    );
    assert.equal((await selectNodes(inventory, byTag('env=test'))).nodes.length, 2);
  });

  it('finds what EKS and eksctl tag when asked for eks:nodegroup, and says which tag matched', async () => {
    const inventory = inventoryOf(
      [running(idOf(1), { 'eks:nodegroup-name': 'w', 'alpha.eksctl.io/nodegroup-name': 'w' }), windows(idOf(1))],
      [running(idOf(2), { 'alpha.eksctl.io/nodegroup-name': 'w' }), windows(idOf(2))],
      [running(idOf(3), { 'eks:nodegroup-name': 'other' }), windows(idOf(3))],
    );
    const fleet = await selectNodes(inventory, byTag('eks:nodegroup=w'));
    assert.deepEqual(
      fleet.nodes.map((node) => node.instanceId),
      [idOf(1), idOf(2)],
    );
    assert.equal(fleet.matchedTag, 'eks:nodegroup-name=w, alpha.eksctl.io/nodegroup-name=w');
    inventory.machines.push(running(idOf(4), { 'eks:nodegroup': 'mine' }));
    inventory.nodes.push(windows(idOf(4)));
    assert.equal((await selectNodes(inventory, byTag('eks:nodegroup=mine'))).matchedTag, undefined);
  });

  it('reports ids that nobody knows, and does not ask SSM about instances that do not run', async () => {
    const hybrid = 'mi-0123456789abcdef0';
    const inventory = inventoryOf(
      [running(idOf(1)), windows(idOf(1))],
      [null, windows(hybrid)],
      [running(idOf(2), {}, { state: 'stopped' }), null],
    );
    const asked: string[][] = [];
    const { nodesById } = inventory;
    inventory.nodesById = (ids) => {
      asked.push(ids);
      return nodesById(ids);
    };
    const fleet = await selectNodes(inventory, byId(idOf(1), idOf(2), idOf(9), hybrid));
    assert.deepEqual(
      fleet.nodes.map((node) => node.instanceId),
      [idOf(1), hybrid],
    );
    assert.deepEqual(
      fleet.excluded.map((node) => node.reason.split(':')[0]),
      ['not running', 'there is no such instance in any account and Region of this run'],
    );
    assert.deepEqual(asked, [[idOf(1), hybrid]]);
  });

  it('takes the members of a resource group', async () => {
    const inventory = inventoryOf([running(idOf(1)), windows(idOf(1))]);
    inventory.groups = { windows: [idOf(1)], empty: [] };
    const group = (resourceGroup: string) =>
      selectNodes(inventory, parseSelector({ tags: [], instanceIds: [], resourceGroup }));
    assert.equal((await group('windows')).nodes.length, 1);
    await assert.rejects(group('empty'), { code: 'NoNodesMatched', message: /"empty" holds no instance/ });
  });

  it('names near misses when nothing matches, best first, with how many instances carry them', async () => {
    const inventory = inventoryOf(
      [running(idOf(1), { 'kubernetes.io/nodegroup': 'windows-ng' }), null],
      [running(idOf(2), { 'eks:nodegroup-name': 'windows-nodes', Owner: 'me' }), null],
      [running(idOf(3), { 'eks:nodegroup-name': 'windows-nodes' }), null],
    );
    const error = await selectNodes(inventory, byTag('eks:nodegroup=windows-ng')).catch((failure: unknown) => failure);
    assert.ok(error instanceof WinhardenError);
    assert.equal(error.message, 'no node matches eks:nodegroup=windows-ng');
    assert.deepEqual(error.suggestions, [
      'near miss: --tag kubernetes.io/nodegroup=windows-ng (1 instance)',
      'near miss: --tag eks:nodegroup-name=windows-nodes (2 instances)',
    ]);
  });

  it('lists the reasons when nodes match and none can take part', async () => {
    const inventory = inventoryOf([running(idOf(1)), windows(idOf(1), { ping: 'ConnectionLost' })]);
    const error = await selectNodes(inventory, byTag('env=test')).catch((failure: unknown) => failure);
    assert.ok(error instanceof WinhardenError);
    assert.equal(error.code, 'NoNodesReady');
    assert.match(error.suggestions[0] ?? '', /offline/);
  });
});
