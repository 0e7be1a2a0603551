import assert from 'node:assert/strict';
import { readCatalogue } from '../../../../src/core/baseline/catalogue.ts';
import { readConfig } from '../../../../src/core/baseline/config.ts';
import { invalidPolicy, problemText } from '../../../../src/core/baseline/problem.ts';
import { schemaCheck, smallCatalogue } from './small-policy.ts';

/** The problems of one file laid over the small policy. */
async function problemsOf(text: string): Promise<string[]> {
  const { problems } = await readCatalogue([{ path: 'my.yaml', text }], await schemaCheck(), await smallCatalogue());
  return problems.map(problemText);
}

async function configProblems(text: string): Promise<string[]> {
  const { problems } = await readConfig({ path: 'winharden.yaml', text }, await schemaCheck(), await smallCatalogue());
  return problems.map(problemText);
}

const TOP = 'baseline: mine\ntitle: Mine\n';
const baseline = (controls: string) => `${TOP}controls:\n${controls}`;
const control = (rest: string) => baseline(`  - { id: a, setting: ${rest} }`);

/** Takes the mark out of a text: `¶` stands right before the place that a problem must name. */
function unmark(marked: string): { text: string; place: string } {
  const lines = marked.slice(0, marked.indexOf('¶')).split('\n');
  return { text: marked.replace('¶', ''), place: `${lines.length}:${(lines.at(-1) ?? '').length + 1}` };
}

describe('problems in policy files', () => {
  const cases: [string, string, RegExp][] = [
    ['a key that stands twice', 'baseline: a\n¶baseline: b\n', /^this key stands twice in one map$/],
    ['two documents in one file', 'baseline: a\n¶---\nbaseline: b\n', /^not valid YAML/],
    ['a file that is something else', '¶- 1\n', /^no policy file: expected one of the keys baseline/],
    ['an empty file', '¶', /^no policy file/],
    ['NUL in a value', 'baseline: mine\ntitle: ¶"a\\0b"\n', /^this text holds the character NUL/],
    ['NUL in the name of a key', 'baseline: mine\n¶"ti\\x00tle": a\n', /^this text holds the character NUL/],
    ['NUL as it is', 'baseline: mine\ntitle: ¶a\0b\n', /^this text holds the character NUL/],
    [
      'an unknown key',
      'baseline: mine\ntitle: Mine\n¶control: []\n',
      /^unknown key "control", .*did you mean "controls"\?$/,
    ],
    ['a missing key', '¶baseline: mine\n', /^"title" is missing$/],
    ['a wrong type', 'baseline: mine\ntitle: ¶5\n', /^found 5, expected text$/],
    ['an id without quotes', baseline('  - { id: ¶1.1, manual: why, title: t }'), /^found 1\.1, expected text$/],
    [
      'an id that cannot be one',
      baseline('  - { id: ¶"a b", manual: w, title: t }'),
      /^found "a b", expected a control's id in quotes/,
    ],
    ['neither setting nor manual', baseline('  - ¶{ id: a }'), /^found id, expected exactly one of setting, manual$/],
    [
      'two comparisons',
      control('firewall-on, expect: ¶{ equals: 1, atLeast: 1 }'),
      /^found equals, atLeast, expected exactly one of equals, /,
    ],
    [
      'an unknown setting',
      control('¶firewal-on, expect: { equals: 1 }'),
      /^unknown setting "firewal-on"; did you mean "firewall-on"\?$/,
    ],
    [
      'an unknown source',
      baseline('  - { id: a, manual: why, title: t, sources: [¶handbok] }'),
      /^unknown source "handbok"; did you mean "handbook"\?$/,
    ],
    [
      'a manual control with a value',
      baseline('  - { id: a, manual: w, title: t, ¶set: 1 }'),
      /^a manual control has no "set"$/,
    ],
    [
      'text for a number',
      control('firewall-on, expect: { equals: ¶"1" }'),
      /^found "1", expected a whole number from 0 to 4294967295 \(REG_DWORD\) for the setting "firewall-on"$/,
    ],
    [
      'a number out of range',
      control('firewall-on, expect: { equals: ¶4294967296 }'),
      /^found 4294967296, expected a whole number/,
    ],
    [
      'a group by its name',
      control('trusted-caller, expect: { members: ¶[Administrators] }'),
      /^found \["Administrators"\], expected a list of SIDs/,
    ],
    [
      'a comparison that says nothing',
      control('spooler-off, expect: { ¶atLeast: 1 }'),
      /^"atLeast" says nothing about a service setting$/,
    ],
    [
      'a range without a value to set',
      control('password-history, expect: ¶{ atLeast: 24 }'),
      /^"atLeast" allows more than one value, so "set" must say which one to write$/,
    ],
    [
      'a value that the control itself refuses',
      control('password-history, expect: { atLeast: 24 }, set: ¶12'),
      /^writing 12 would not meet \{"atLeast":24\}$/,
    ],
    [
      'an unknown site value',
      control('notice, expect: { notEmpty: true }, set: { site: ¶noticetxt }'),
      /^unknown site value "noticetxt"; did you mean "noticeText"\?$/,
    ],
    [
      'an unknown benchmark',
      `${TOP}benchmarks:\n  - { benchmark: ¶small-2023 }\n`,
      /^unknown benchmark "small-2023"; did you mean "small-2022"\?$/,
    ],
    [
      'an unknown level',
      `${TOP}benchmarks:\n  - { benchmark: small-2022, levels: [L1, ¶L3] }\n`,
      /^unknown level of small-2022 "L3"; did you mean "L1"\?$/,
    ],
    ['a name that is taken', 'baseline: ¶small\ntitle: Mine\n', /^the baseline "small" is already there$/],
    [
      'a control that says a thing twice',
      baseline('  - { id: a, manual: why, title: t }\n  - { id: ¶a, manual: why, title: t }'),
      /^the control "a" says this twice$/,
    ],
    [
      'a name that cannot be one',
      'sources:\n  ¶My Source: { title: Mine }\n',
      /^found the key "My Source", expected lower case letters, digits and hyphens$/,
    ],
    [
      'a kind that does not exist',
      'settings:\n  - { id: x, title: X, kind: ¶registri, address: {} }\n',
      /^found "registri", expected one of .*did you mean "registry"\?$/,
    ],
    [
      'a hive inside a key',
      "settings:\n  - { id: x, title: X, kind: registry, address: { hive: HKLM, key: ¶'HKLM:\\Software', name: V, type: REG_SZ } }\n",
      /^found "HKLM:.*expected a key below the hive/,
    ],
  ];
  for (const [name, marked, message] of cases) {
    it(`names the place of ${name}`, async () => {
      const { text, place } = unmark(marked);
      const found = await problemsOf(text);
      assert.equal(found.length, 1, found.join('\n'));
      assert.equal(found[0]?.split(': ')[0], `my.yaml:${place}`, found[0]);
      assert.match(found[0]?.slice(`my.yaml:${place}: `.length) ?? '', message);
    });
  }

  it('reports broken YAML with its place', async () => {
    assert.match((await problemsOf('baseline: [')).join(), /^my\.yaml:1:\d+: not valid YAML: /);
  });

  it('reports all problems in the order of the lines', async () => {
    const found = await problemsOf('baseline: Mine\ntitel: Mine\ncontrols:\n  - { id: a, setting: 5 }\n');
    assert.deepEqual(
      found.map((problem) => problem.split(/: |,|;/, 2).join(': ')),
      [
        'my.yaml:1:1: "title" is missing',
        'my.yaml:1:11: found "Mine"',
        'my.yaml:2:1: unknown key "titel"',
        'my.yaml:4:5: "setting" needs "expect" beside it',
        'my.yaml:4:23: found 5',
      ],
    );
  });

  it('tells what an address of this kind has', async () => {
    const found = await problemsOf(
      'settings:\n  - { id: x, title: X, kind: service, address: { policy: MinimumPasswordAge } }\n',
    );
    assert.match(
      found.join('\n'),
      /^my\.yaml:2:\d+: "service" is missing\nmy\.yaml:2:\d+: unknown key "policy", expected service$/,
    );
  });

  it('does not let aliases fill the memory', async () => {
    const levels = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [now, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg']) {
      levels.push(`${now}: &${now} [${Array(10).fill(`*${before}`).join(', ')}]`);
    }
    assert.match(
      (await problemsOf(levels.join('\n'))).join(),
      /^my\.yaml:2:\d+: aliases stand for more than 100 values; write them out$/,
    );
  });

  it('does not take a name of every object for one of its own', async () => {
    const found = await problemsOf(
      baseline('  - { id: a, setting: constructor, expect: { equals: 1 } }\n__proto__: { polluted: true }'),
    );
    assert.match(found.join('\n'), /unknown key "__proto__"/);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('makes one error of many problems', async () => {
    const problems = Array.from({ length: 12 }, (_, i) => ({
      file: 'my.yaml',
      line: i + 1,
      column: 1,
      message: 'wrong',
    }));
    const error = invalidPolicy(problems);
    assert.equal(error.code, 'InvalidPolicy');
    assert.equal(error.exit, 2);
    assert.equal(error.message.split('\n').length, 11);
    assert.match(error.message, /^my\.yaml:1:1: wrong\n[\s\S]*… and 2 more$/);
  });
});

describe("problems in a user's winharden.yaml", () => {
  it('accepts an empty one and a full one', async () => {
    const full = `site: { noticeText: Keep out., adminName: keeper }
include: [own-2]
waivers:
  - { controls: ["1.*"], reason: Later, owner: Ops, expires: 2027-01-31, when: { containerHost: true, release: [2022] } }
vitalServices: [MyAgent]
`;
    assert.deepEqual(await configProblems(''), []);
    assert.deepEqual(await configProblems(full), []);
  });

  const cases: [string, string, RegExp][] = [
    [
      'an unknown site value',
      'site: { ¶noticetext: x }',
      /^unknown site value "noticetext"; did you mean "noticeText"\?$/,
    ],
    [
      'a site value of the wrong type',
      'site: { noticeText: ¶5 }',
      /^found 5, expected text \(REG_SZ\) for the setting "notice"$/,
    ],
    [
      'a site value that no control accepts',
      'site: { adminName: ¶administrator }',
      /^writing "administrator" would not meet \{"noneOf":\["Administrator"\]\}$/,
    ],
    ['a waiver without a reason', 'waivers: [¶{ controls: ["1.1"] }]', /^"reason" is missing$/],
    [
      'a date that is none',
      'waivers: [{ controls: ["1.1"], reason: r, expires: ¶31.1.2027 }]',
      /^found "31\.1\.2027", expected the last valid day as YYYY-MM-DD$/,
    ],
    [
      'a star in the middle',
      'waivers: [{ controls: [¶"1.*.2"], reason: r }]',
      /^found "1\.\*\.2", expected a control's id, or the beginning of ids and a \*/,
    ],
    [
      'a condition nobody knows',
      'waivers: [{ controls: ["1.1"], reason: r, when: { ¶containerhost: true } }]',
      /^unknown key "containerhost", .*did you mean "containerHost"\?$/,
    ],
  ];
  for (const [name, marked, message] of cases) {
    it(`names the place of ${name}`, async () => {
      const { text, place } = unmark(marked);
      const found = await configProblems(text);
      assert.equal(found.length, 1, found.join('\n'));
      assert.ok(found[0]?.startsWith(`winharden.yaml:${place}: `), found[0]);
      assert.match(found[0]?.slice(`winharden.yaml:${place}: `.length) ?? '', message);
    });
  }
});
