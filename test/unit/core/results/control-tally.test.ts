import { deepEqual } from 'node:assert/strict';
import { ControlCounter } from '../../../../src/core/results/control-tally.ts';

describe('the controls of a result', () => {
  it('have each id once, with what all of its entries meet and serve', () => {
    const one = { id: '1', title: 'One', level: 'L1' };
    const counter = new ControlCounter([
      { ...one, alsoMeets: ['V-1'], nist: ['AC-11', 'AC-7'] },
      { ...one, alsoMeets: ['V-1', 'V-2'], nist: ['AC-7'] },
      { id: '2', title: 'Two', level: 'L1' },
    ]);
    deepEqual(counter.tally(), [
      { ...one, alsoMeets: ['V-1', 'V-2'], nist: ['AC-7', 'AC-11'], statuses: {} },
      { id: '2', title: 'Two', level: 'L1', statuses: {} },
    ]);
  });
});
