import assert from 'node:assert/strict';
import type { WinhardenError } from '../../../../src/core/errors.ts';
import { associationName, changed, emptyContent } from '../../../../src/core/schedule/content.ts';
import { refuseUnconfirmed } from '../../../../src/core/schedule/dangers.ts';
import { differencesOf } from '../../../../src/core/schedule/differences.ts';
import { parseExpression } from '../../../../src/core/schedule/expression.ts';
import type { ScheduleChange, ScheduleSettings } from '../../../../src/core/schedule/model.ts';
import { targetsOf } from '../../../../src/core/schedule/targets.ts';

const cron = parseExpression('cron', '0 2 ? * SUN *');
const rate = parseExpression('rate', '7 days');
const base = changed(emptyContent('x'), { when: cron });

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'nothing';
  } catch (error) {
    const { code, suggestions } = error as WinhardenError;
    assert.ok(suggestions.length > 0, code);
    return code;
  }
};

describe('schedule content', () => {
  it('bounds every schedule, and has a cron wait and a rate not', () => {
    assert.deepEqual([base.maxConcurrency, base.maxErrors, base.onlyAtCron], ['10%', '0', true]);
    assert.equal(changed(emptyContent('x'), { when: rate }).onlyAtCron, false);
    assert.equal(changed(base, { when: rate }).onlyAtCron, false);
    assert.equal(
      changed(changed(base, { onlyAtCron: false }), { when: parseExpression('cron', '0 3 * * ? *') }).onlyAtCron,
      false,
    );
  });

  it('changes what was asked and nothing else', () => {
    const rich = changed(base, { offsetDays: 2, durationHours: 3, alarm: 'a', bucket: 'results', severity: 'HIGH' });
    const after = changed(rich, { maxErrors: '5', alarm: null, prefix: 'other' });
    assert.deepEqual(after, { ...rich, maxErrors: '5', alarm: null, s3: { bucket: 'results', prefix: 'other' } });
    assert.deepEqual(differencesOf(rich, after), [
      { what: 'max errors', from: '0', to: '5' },
      { what: 'reports', from: 's3://results/winharden', to: 's3://results/other' },
      { what: 'alarm', from: 'a', to: null },
    ]);
    assert.deepEqual(changed(rich, {}), rich);
  });

  it('has nodes print for where the report goes, and restart only where it applies', () => {
    const audit = { ...base, parameters: { ReportEncoding: ['gzip'] } };
    assert.deepEqual(changed(audit, { bucket: 'results', reboot: 'if-required' }).parameters, {
      ReportEncoding: ['json'],
    });
    const apply = { ...base, parameters: { ReportEncoding: ['gzip'], Reboot: ['never'] } };
    assert.deepEqual(changed(apply, { reboot: 'if-required' }).parameters, {
      ReportEncoding: ['gzip'],
      Reboot: ['if-required'],
    });
  });

  it('refuses what cannot go together', () => {
    const refused: [ScheduleSettings, string][] = [
      [{ when: rate, onlyAtCron: true }, 'ScheduleConflict'],
      [{ when: rate, offsetDays: 2 }, 'ScheduleConflict'],
      [{ offsetDays: 7 }, 'ScheduleConflict'],
      [{ offsetDays: 2, onlyAtCron: false }, 'ScheduleConflict'],
      [{ durationHours: 25 }, 'ScheduleConflict'],
      [{ durationHours: 2, onlyAtCron: false }, 'ScheduleConflict'],
      [{ severity: 'BAD' }, 'ScheduleConflict'],
      [{ maxConcurrency: '0' }, 'InvalidNumber'],
      [{ maxConcurrency: '0%' }, 'InvalidNumber'],
      [{ maxErrors: 'few' }, 'InvalidNumber'],
      [{ maxErrors: '101%' }, 'InvalidNumber'],
    ];
    for (const [settings, code] of refused)
      assert.equal(
        codeOf(() => changed(base, settings)),
        code,
      );
    assert.equal(
      codeOf(() => changed(emptyContent('x'), {})),
      'NoScheduleTime',
    );
    for (const settings of [{ maxErrors: '0%' }, { maxConcurrency: '100%' }]) changed(base, settings);
  });

  it('names associations after schedules', () => {
    assert.equal(associationName('nightly-audit'), 'winharden-nightly-audit');
    for (const name of ['', 'a b', 'winharden-x', 'é', 'x'.repeat(101)])
      assert.equal(
        codeOf(() => associationName(name)),
        'InvalidScheduleName',
      );
  });

  it('goes by the tag that nodes carry, because State Manager cannot be asked for either', () => {
    const tags = (key: string) => ({ by: 'tags' as const, tags: [{ key, value: 'x' }] });
    assert.deepEqual(targetsOf(tags('env'), {}), [{ key: 'tag:env', values: ['x'] }]);
    const group = tags('eks:nodegroup');
    const managed = { key: 'tag:eks:nodegroup-name', values: ['x'] };
    assert.deepEqual(targetsOf(group, { matchedTag: 'eks:nodegroup-name=x' }), [managed]);
    assert.deepEqual(targetsOf(group, {}), [{ key: 'tag:eks:nodegroup', values: ['x'] }]);
    assert.deepEqual(targetsOf(group, null), [managed]);
    const both = 'eks:nodegroup-name=x, alpha.eksctl.io/nodegroup-name=x';
    assert.equal(
      codeOf(() => targetsOf(group, { matchedTag: both })),
      'AmbiguousTag',
    );
    assert.deepEqual(targetsOf({ by: 'group', name: 'g' }, null), [{ key: 'resource-groups:Name', values: ['g'] }]);
    const ids = Array.from({ length: 51 }, (_, index) => `i-${index}`);
    assert.equal(
      codeOf(() => targetsOf({ by: 'ids', ids }, null)),
      'TooManyTargets',
    );
  });

  it('wants dangers said in so many words', () => {
    const change = { name: 'x', dangers: ['whole-account', 'domain-controllers'] } as unknown as ScheduleChange;
    assert.equal(
      codeOf(() => refuseUnconfirmed([change], ['whole-account'])),
      'DangerNotConfirmed',
    );
    assert.equal(
      codeOf(() => refuseUnconfirmed([change], ['whole-account', 'domain-controllers'])),
      'nothing',
    );
  });
});
