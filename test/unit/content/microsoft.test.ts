import assert from 'node:assert/strict';
import type { PolicyControl } from '../../../src/core/baseline/policy.ts';
import { overlaps } from '../../../src/core/baseline/when.ts';
import { benchmarksOf, ids } from './content.ts';

const LOCAL_ACCOUNTS = ['S-1-5-113', 'S-1-5-114'];
/** What makes no sense, or would shut administrators out, on a server in no domain. */
const FOR_DOMAINS = ['msft-laps-legacy', 'msft-uac-remote-local-accounts'];

function on(role: 'member' | 'standalone', controls: PolicyControl[]): PolicyControl[] {
  return controls.filter(({ when }) => overlaps(when, { role: [role] }));
}

describe("content: Microsoft's baseline", () => {
  const benchmarks = benchmarksOf('msft');

  it('calls every control after its setting, so that the releases share it', () => {
    for (const { benchmark, controls } of benchmarks) {
      for (const { id, setting } of controls) assert.equal(id, `msft-${setting}`, benchmark);
    }
  });

  it('keeps one order in all releases', () => {
    for (const one of benchmarks) {
      for (const other of benchmarks) {
        const [left, right] = [ids(one.controls), ids(other.controls)];
        assert.deepEqual(
          [...left].filter((id) => right.has(id)),
          [...right].filter((id) => left.has(id)),
          `${one.benchmark} and ${other.benchmark}`,
        );
      }
    }
  });

  it('has all of it for members of a domain, once', () => {
    for (const { benchmark, controls } of benchmarks) {
      const chosen = on('member', controls).map(({ id }) => id);
      assert.deepEqual(chosen, [...ids(controls)], benchmark);
    }
  });

  it('leaves out what only members can hold, where there is no domain', () => {
    for (const { benchmark, controls } of benchmarks) {
      const there = ids(on('standalone', controls));
      const missing = [...ids(controls)].filter((id) => !there.has(id));
      assert.deepEqual(
        missing.sort(),
        FOR_DOMAINS.filter((id) => ids(controls).has(id)),
        benchmark,
      );
    }
  });

  it('refuses local accounts in a domain, and guests alone outside', () => {
    for (const { benchmark, controls } of benchmarks) {
      for (const setting of ['right-deny-network-logon', 'right-deny-remote-logon']) {
        const members = (role: 'member' | 'standalone') =>
          on(role, controls).find((control) => control.setting === setting)?.expect?.members ?? [];
        assert.ok(
          members('member').some((sid) => LOCAL_ACCOUNTS.includes(sid)),
          `${benchmark}: ${setting}`,
        );
        assert.deepEqual(members('standalone'), ['S-1-5-32-546'], `${benchmark}: ${setting}`);
      }
    }
  });
});
