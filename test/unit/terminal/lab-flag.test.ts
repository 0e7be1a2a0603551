import { deepEqual, throws } from 'node:assert/strict';
import { WinhardenError } from '../../../src/core/errors.ts';
import { readableLab } from '../../../src/terminal/lab-flag.ts';
import { labOptions, labOptionsFor } from '../../../src/terminal/lab-options.ts';

describe('--lab without a folder', () => {
  for (const [given, read] of [
    [['--lab'], ['--lab=memory']],
    [
      ['--lab', '--yes'],
      ['--lab=memory', '--yes'],
    ],
    [
      ['--lab', '-y'],
      ['--lab=memory', '-y'],
    ],
    [
      ['--lab', './lab'],
      ['--lab', './lab'],
    ],
    [
      ['--lab=./lab', '--yes'],
      ['--lab=./lab', '--yes'],
    ],
    [
      ['--tag', 'a=b', '--lab'],
      ['--tag', 'a=b', '--lab=memory'],
    ],
    [
      ['--', '--lab'],
      ['--', '--lab'],
    ],
  ] as const) {
    it(`reads ${given.join(' ')} as ${read.join(' ')}`, () => deepEqual(readableLab(given), read));
  }
});

describe('the lab of --lab', () => {
  it('is in memory with its own defaults when nothing is said', () => deepEqual(labOptionsFor('memory', {}), {}));

  it('takes the folder from the flag and the rest from the environment', () => {
    const env = {
      WINHARDEN_LAB_NODES: '5',
      WINHARDEN_LAB_SEED: '0',
      WINHARDEN_LAB_SPEED: '0.5',
      WINHARDEN_LAB_DRIVER: 'model',
      WINHARDEN_LAB_FAULTS: 'offline=0.2,0.1; throttling',
      WINHARDEN_LAB_REALISTIC: 'true',
      WINHARDEN_LAB_RATES: 'ssm:SendCommand=0.5 s3:GetObject=100',
    };
    deepEqual(labOptionsFor('./lab', env), {
      state: './lab',
      nodes: 5,
      seed: 0,
      speed: 0.5,
      driver: 'model',
      faults: ['offline=0.2,0.1', 'throttling'],
      realistic: true,
      rates: { 'ssm:SendCommand': 0.5, 's3:GetObject': 100 },
    });
  });

  it('refuses what it cannot read', () => {
    for (const env of [
      { WINHARDEN_LAB_NODES: 'many' },
      { WINHARDEN_LAB_NODES: '-1' },
      { WINHARDEN_LAB_SPEED: '0' },
      { WINHARDEN_LAB_SPEED: 'fast' },
      { WINHARDEN_LAB_DRIVER: 'bash' },
      { WINHARDEN_LAB_RATES: 'ssm:SendCommand' },
      { WINHARDEN_LAB_RATES: 'ssm:SendCommand=0' },
    ]) {
      throws(
        () => labOptionsFor('memory', env),
        (error) => error instanceof WinhardenError && error.exit === 2,
      );
    }
  });

  it('keeps repeated faults of the flag as they are', () => {
    deepEqual(labOptions({ fault: ['offline=0.2', 'denied=SendCommand,0.5'] }).faults, [
      'offline=0.2',
      'denied=SendCommand,0.5',
    ]);
  });
});
