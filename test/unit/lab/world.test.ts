import assert from 'node:assert/strict';
import { readFaults } from '../../../src/lab/faults.ts';
import { makeFleet } from '../../../src/lab/fleet.ts';
import { between, hexText, seeded } from '../../../src/lab/random.ts';
import { allowedErrors, concurrencyOf, finalState } from '../../../src/lab/ssm/command-state.ts';
import {
  type Command,
  type CommandRecord,
  type Invocation,
  type Status,
  tallyOf,
} from '../../../src/lab/ssm/command-store.ts';

describe('lab: seeded numbers', () => {
  it('are the same for the same seed, and spread', () => {
    assert.equal(hexText(seeded(1, 'a'), 8), hexText(seeded(1, 'a'), 8));
    assert.notEqual(hexText(seeded(1, 'a'), 8), hexText(seeded(1, 'b'), 8));
    const random = seeded(7);
    const all = Array.from({ length: 1000 }, () => between(random, 10, 20));
    assert.ok(all.every((value) => value >= 10 && value < 20));
    assert.ok(Math.abs(all.reduce((sum, value) => sum + value, 0) / 1000 - 15) < 0.5);
  });
});

describe('lab: fleets', () => {
  it('have other ids and addresses for every node, thousands of them', () => {
    const fleet = makeFleet(1, 3000, new Date(0));
    for (const field of ['instanceId', 'privateIp', 'computerName'] as const)
      assert.equal(new Set(fleet.map((node) => node[field])).size, 3000, field);
    assert.ok(
      fleet.every(
        ({ instanceId, privateIp }) =>
          /^i-0[0-9a-f]{16}$/.test(instanceId) && privateIp.split('.').every((part) => Number(part) < 256),
      ),
    );
  });
});

describe('lab: faults by name', () => {
  const ids = Array.from({ length: 10 }, (_, index) => `i-${index}`);
  const struck = (text: string) => ids.filter((id) => readFaults([text], 1, ids).ofNode('offline', id));

  it('strike a share, one at least, or those named', () => {
    assert.deepEqual(
      [
        struck('offline').length,
        struck('offline=0.5').length,
        struck('offline=0.01').length,
        struck('offline=1').length,
      ],
      [2, 5, 1, 10],
    );
    assert.deepEqual(struck('offline=i-3,i-4'), ['i-3', 'i-4']);
    assert.deepEqual(struck('slow=1'), []);
  });

  it('carry a word', () =>
    assert.equal(readFaults(['lying-report=run,1'], 1, ids).ofNode('lying-report', 'i-1'), 'run'));

  it('strike operations', () => {
    const faults = readFaults(['denied=s3:GetObject', 'throttling=SendCommand,1'], 1, ids);
    assert.equal(faults.ofRequest('s3', 'GetObject'), 'denied');
    assert.equal(faults.ofRequest('ssm', 'GetObject'), undefined);
    assert.equal(faults.ofRequest('ssm', 'SendCommand'), 'throttling');
    assert.equal(faults.ofRequest('ssm', 'ListCommands'), undefined);
  });
});

describe('lab: how a command ends', () => {
  const record = (details: string[], maxErrors = '0', maxConcurrency = '50'): CommandRecord => {
    const statusOf = (word: string): Status =>
      word === 'Success' || word === 'Cancelled' ? word : word.endsWith('TimedOut') ? 'TimedOut' : 'Failed';
    const invocations = details.map((word, index): [string, Invocation] => [
      `i-${index}`,
      { instanceId: `i-${index}`, instanceName: '', status: statusOf(word), details: word, steps: [] },
    ]);
    return {
      command: { maxErrors, maxConcurrency } as Command,
      invocations: new Map(invocations),
      tally: tallyOf(new Map(invocations)),
    };
  };
  const cases: [details: string[], maxErrors: string, found: string][] = [
    [[], '0', 'Success NoInstancesInTag'],
    [['Success', 'Success'], '0', 'Success Success'],
    [['Success', 'Failed'], '0', 'Failed Failed'],
    [['Success', 'Failed'], '1', 'Success Incomplete'],
    [['Success', 'ExecutionTimedOut'], '0', 'Failed Failed'],
    [['Success', 'Undeliverable'], '0', 'Success Incomplete'],
    [['DeliveryTimedOut', 'DeliveryTimedOut'], '0', 'TimedOut DeliveryTimedOut'],
    [['Success', 'Cancelled'], '0', 'Cancelled Cancelled'],
    [['Failed', 'Terminated', 'Terminated'], '0', 'Failed Failed'],
  ];
  for (const [details, maxErrors, found] of cases) {
    it(`${details.join(', ') || 'no node'} with MaxErrors ${maxErrors}: ${found}`, () => {
      const { status, details: word } = finalState(record(details, maxErrors));
      assert.equal(`${status} ${word}`, found);
    });
  }

  it('counts percentages of the targets', () => {
    const fifty = Array.from({ length: 50 }, () => 'Success');
    assert.deepEqual(
      [
        allowedErrors(record(fifty, '10%')),
        allowedErrors(record(fifty, '3')),
        concurrencyOf(record(fifty, '0', '10%')),
        concurrencyOf(record(fifty, '0', '1%')),
      ],
      [5, 3, 5, 1],
    );
  });
});
