import assert from 'node:assert/strict';
import { nistOf, sortedNist } from '../../../src/core/baseline/nist.ts';
import { settings, sources } from './content.ts';

/** Highest control number of each family in NIST SP 800-53 Rev. 5.2.0. */
const FAMILIES: Record<string, number> = {
  AC: 25,
  AT: 6,
  AU: 16,
  CA: 9,
  CM: 14,
  CP: 13,
  IA: 13,
  IR: 10,
  MA: 7,
  MP: 8,
  PE: 23,
  PL: 11,
  PM: 32,
  PS: 9,
  PT: 8,
  RA: 10,
  SA: 24,
  SC: 51,
  SI: 23,
  SR: 12,
};
/** What Rev. 5 withdrew of the families that are named here: the numbers stay taken. */
const WITHDRAWN = new Set(
  (
    'AC-13 AC-15 AU-15 CA-4 RA-4 SA-6 SA-7 SA-12 SA-13 SA-14 SA-18 SA-19 SC-9 SC-14 SC-19 SC-33 SI-9 ' +
    'AU-8(1) CA-3(5) AC-2(10) AC-3(1) AC-3(6) AC-6(11) AC-7(1) AC-17(5) AC-17(7) AC-17(8) AC-18(2) AC-19(1) AC-19(2) AC-19(3) ' +
    'AU-3(2) AU-9(8) IA-2(3) IA-2(4) IA-2(7) IA-2(9) IA-2(11) IA-3(2) IA-5(3) IA-5(4) IA-5(11) SC-7(1) SC-7(2) ' +
    'SC-7(6) SI-2(1) SI-3(1) SI-3(2) SI-3(3) SI-3(5)'
  ).split(' '),
);

/** Settings with a reference, of all: what baselines/README.md and docs/content.md claim. */
const LEAST = 0.7;

const mapped = settings.filter(({ nist }) => nist !== undefined);

describe('content: references to NIST SP 800-53', () => {
  it('name controls that Rev. 5 has', () => {
    for (const { id, nist = {} } of mapped) {
      for (const reference of Object.values(nist).flat()) {
        const [, family = '', number] = /^([A-Z]{2})-(\d+)(?:\(\d+\))?$/.exec(reference) ?? [];
        assert.ok(Number(number) >= 1 && Number(number) <= (FAMILIES[family] ?? 0), `${id}: ${reference}`);
        const isWithdrawn = WITHDRAWN.has(reference) || WITHDRAWN.has(`${family}-${number}`);
        assert.ok(!isWithdrawn, `${id}: ${reference} is withdrawn`);
      }
    }
  });

  it('say by whom, sorted and each once', () => {
    for (const { id, nist = {} } of mapped) {
      for (const [source, references] of Object.entries(nist)) {
        assert.ok(source in sources, `${id}: ${source} is in sources.yaml`);
        assert.ok(references.length > 0, `${id}: an empty list claims nothing`);
        assert.deepEqual(references, sortedNist(references), id);
      }
    }
  });

  it('are there for most settings', () => assert.ok(mapped.length / settings.length >= LEAST));

  it('of all sources stand together', () => {
    const nist = { a: ['AC-11', 'AC-2(5)'], b: ['AC-2', 'AC-2(5)', 'SC-8(1)', 'AC-2(12)'] };
    assert.deepEqual(nistOf({ nist }), ['AC-2', 'AC-2(5)', 'AC-2(12)', 'AC-11', 'SC-8(1)']);
    assert.deepEqual(nistOf({}), []);
  });
});
