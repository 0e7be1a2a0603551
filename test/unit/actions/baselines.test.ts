import assert from 'node:assert/strict';
import { listBaselines } from '../../../src/actions/list-baselines.ts';
import { showBaseline } from '../../../src/actions/show-baseline.ts';
import { validateBaseline } from '../../../src/actions/validate-baseline.ts';
import { problemText } from '../../../src/core/baseline/problem.ts';
import { SMALL_POLICY, smallPolicyFiles } from '../core/baseline/small-policy.ts';

const app = { policy: smallPolicyFiles() };
const withFile = (text: string) => ({ policy: smallPolicyFiles({ './my.yaml': text }) });

describe('the list of baselines', () => {
  it('counts control ids by level, and says which benchmarks they come from', async () => {
    const { baselines } = await listBaselines(app);
    const [small, ...others] = baselines;
    assert.deepEqual(others, []);
    assert.deepEqual(
      { ...small, benchmarks: small?.benchmarks.length },
      {
        name: 'small',
        title: 'A small baseline',
        extends: [],
        controls: 12,
        levels: { L1: 10, own: 2 },
        manual: 2,
        optIn: 1,
        releases: [2022, 2025],
        benchmarks: 2,
      },
    );
    assert.deepEqual(small?.benchmarks[0], {
      name: 'small-2022',
      title: 'Small benchmark for 2022',
      version: '1.0',
      release: 2022,
      controls: 9,
      levels: { L1: 9 },
      manual: 1,
      optIn: 0,
    });
  });
});

describe('the list with a file of one’s own', () => {
  it('counts what it takes over, and says from where', async () => {
    const text = 'baseline: mine\ntitle: Mine\nextends: [small]\nwithout: ["1.*"]\n';
    const { baselines } = await listBaselines(withFile(text), './my.yaml');
    const mine = baselines.at(-1);
    assert.deepEqual(
      [mine?.name, mine?.extends, mine?.controls, mine?.benchmarks.map(({ name, controls }) => [name, controls])],
      [
        'mine',
        ['small'],
        9,
        [
          ['small-2022', 6],
          ['small-2025', 6],
        ],
      ],
    );
  });
});

describe('a baseline as it is shown', () => {
  it('has one entry per address with everything of its setting', async () => {
    const { baseline, os, controls } = await showBaseline(app, { name: 'small', release: 2022 });
    assert.deepEqual([baseline, os, controls.length], ['small', 2022, 11]);
    assert.deepEqual(Object.keys(controls[0] ?? {}).slice(0, 8), [
      'id',
      'title',
      'level',
      'kind',
      'address',
      'expect',
      'set',
      'sources',
    ]);
    assert.deepEqual(controls[0], {
      id: '1.1',
      title: 'Remember earlier passwords',
      level: 'L1',
      kind: 'accountPolicy',
      address: { policy: 'PasswordHistorySize' },
      expect: { atLeast: 24 },
      set: 24,
      sources: ['handbook'],
      setting: 'password-history',
      benchmark: 'small-2022',
      when: { release: [2022] },
      default: 24,
      protects: 'Stops people from going back to a password that has leaked.',
    });
  });

  it('says what each kind writes', async () => {
    const { controls } = await showBaseline(app, { name: 'small', release: 2025 });
    const set = Object.fromEntries(controls.map((control) => [control.id, control.set]));
    assert.deepEqual(set, {
      '1.1': 24,
      '1.2': [],
      '1.3': ['Success'],
      '2.1': 1,
      '2.2': 'Authorised use only.',
      '2.3': '%windir%\\log',
      '3.1': 'disabled',
      '3.2': null,
      '9.2025': null,
      'own-1': 'removed',
      'own-2': 'installed',
    });
    const manual = controls.find(({ kind }) => kind === 'manual');
    assert.deepEqual([manual?.address, manual?.expect, manual?.reason], [null, null, 'No program can walk']);
  });

  it('leaves out what speaks of other releases only', async () => {
    const { controls } = await showBaseline(app, { name: 'small', release: 2019 });
    assert.deepEqual(
      controls.map(({ id }) => id),
      ['own-1', 'own-2'],
    );
    assert.equal((await showBaseline(app, { name: 'small' })).controls.length, 20);
  });

  it('may be one exact benchmark, with all its levels', async () => {
    const { controls } = await showBaseline(app, { name: 'small-2022' });
    assert.deepEqual([controls.length, controls.some(({ level }) => level === 'L2')], [10, true]);
  });

  it('may be a file of one’s own, with settings and site values of its own', async () => {
    const text = `baseline: mine
title: Mine
benchmarks: [{ benchmark: small-2022, levels: [L2] }]
settings:
  - { id: my-service-off, title: My service off, kind: service, address: { service: Mine } }
controls:
  - { id: mine-1, setting: my-service-off, expect: { equals: disabled } }
  - { id: mine-2, setting: notice, expect: { notEmpty: true }, set: { site: noticeText } }
site: { noticeText: Keep out. }
`;
    const { controls } = await showBaseline(withFile(text), { name: './my.yaml' });
    assert.deepEqual(
      controls.map(({ id, benchmark, set }) => [id, benchmark, set]),
      [
        ['2.4', 'small-2022', '1'],
        ['mine-1', 'mine', 'disabled'],
        ['mine-2', 'mine', 'Keep out.'],
      ],
    );
  });

  it('that nobody knows is an error with names that are like it', async () => {
    await assert.rejects(showBaseline(app, { name: 'smal' }), {
      code: 'UnknownBaseline',
      exit: 2,
      message: 'there is no baseline "smal"',
      suggestions: [
        'Did you mean small?',
        'Did you mean small-2022?',
        'Did you mean small-2025?',
        'Known baselines: small.',
        'A baseline of your own is named by its file: --baseline ./my-baseline.yaml',
      ],
    });
  });

  it('in a file that holds none is an error', async () => {
    const sources = 'sources:\n  other: { title: Other }\n';
    await assert.rejects(showBaseline(withFile(sources), { name: './my.yaml' }), { code: 'NoBaseline', exit: 2 });
    await assert.rejects(showBaseline(withFile('baseline: [\n'), { name: './my.yaml' }), {
      code: 'InvalidPolicy',
      message: /^\.\/my\.yaml:\d+:\d+: /,
    });
  });
});

describe('the check of policy', () => {
  const problems = async (text: string) =>
    (await validateBaseline(withFile(text), { nameOrFile: './my.yaml' })).problems.map(problemText);

  it('counts what it looked at', async () => {
    const all = {
      files: SMALL_POLICY.map(({ path }) => path),
      settings: 11,
      benchmarks: 2,
      baselines: 1,
      overlays: 0,
      controls: 22,
      problems: [],
    };
    assert.deepEqual(await validateBaseline(app), all);
    assert.deepEqual(await validateBaseline(app, { nameOrFile: 'small' }), all);
  });

  it('answers the problems of a file, be it a baseline or a winharden.yaml', async () => {
    assert.match((await problems('baseline: mine\n')).join(), /^\.\/my\.yaml:1:1: "title" is missing$/);
    assert.match((await problems('site: { nobody: 1 }\n')).join(), /^\.\/my\.yaml:1:9: unknown site value "nobody"/);
    assert.match((await problems('waivers: 5\n')).join(), /^\.\/my\.yaml:1:10: found 5, expected a list$/);
    assert.deepEqual(await problems('include: [own-2]\n'), []);
  });

  it('finds controls that contradict each other', async () => {
    const text =
      'baseline: mine\ntitle: Mine\nbenchmarks: [{ benchmark: small-2022 }]\ncontrols:\n  - { id: x, setting: firewall-on, expect: { equals: 0 } }\n';
    assert.match(
      (await problems(text)).join('\n'),
      /^\.\/my\.yaml:1:1: 2\.1 of small-2022 wants .* but x of mine wants /,
    );
    assert.deepEqual(await problems(`${text}waivers: [{ controls: ["2.1"], reason: ours differs }]\n`), []);
  });

  it('knows no baseline of another name', async () => {
    await assert.rejects(validateBaseline(app, { nameOrFile: 'smal' }), { code: 'UnknownBaseline' });
  });
});
