import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Catalogue } from '../../../../src/core/baseline/catalogue.ts';
import type { SchemaCheck } from '../../../../src/core/baseline/schema-check.ts';
import { baselineText } from '../../../../src/core/gpo/baseline-text.ts';
import { controlsFor } from '../../../../src/core/gpo/controls.ts';
import type { Demand, SourcedDemand } from '../../../../src/core/gpo/model.ts';
import { slug } from '../../../../src/core/gpo/slug.ts';
import { yamlComment, yamlFlow } from '../../../../src/core/gpo/yaml-text.ts';
import { schemaCheck, smallCatalogue } from '../baseline/small-policy.ts';

const from = (demand: Demand): SourcedDemand => ({ ...demand, gpo: 'G', file: 'registry.pol' });
const registry = (key: string, name: string, over: object = {}): SourcedDemand =>
  from({
    kind: 'registry',
    address: { hive: 'HKLM', key, name, type: 'REG_DWORD', ...over },
    expect: { equals: 1 },
    title: `Value ${name} of ${key}`,
  });

describe('controls of a GPO', () => {
  let catalogue: Catalogue;
  let check: SchemaCheck;
  before(async () => {
    catalogue = await smallCatalogue();
    check = await schemaCheck();
  });
  const ids = (...demands: SourcedDemand[]) =>
    controlsFor(demands, catalogue, check).controls.map(({ control }) => control.id);

  it('use a setting of the catalogue that has the same address, whatever the case', () => {
    const { controls } = controlsFor([registry('Software\\policies\\FIREWALL', 'enablefirewall')], catalogue, check);
    deepEqual(controls[0]?.control, { id: 'FIREWALL.enablefirewall', setting: 'firewall-on', expect: { equals: 1 } });
    equal(controls[0]?.setting, null);
  });

  it('have a setting of their own for another type, but not for absence, which has none', () => {
    const text = {
      ...registry('SOFTWARE\\Policies\\Firewall', 'EnableFirewall', { type: 'REG_SZ' }),
      expect: { equals: 'x' },
    };
    const { controls } = controlsFor([text], catalogue, check);
    equal(controls[0]?.setting?.id, 'gpo-firewall-enable-firewall');
    const absent = controlsFor([{ ...text, expect: { absent: true } }], catalogue, check);
    equal(absent.controls[0]?.control.setting, 'firewall-on');
  });

  it('are called as administrators know them, with as much of the key as tells them apart', () => {
    deepEqual(
      ids(
        registry('A\\Domain\\Logging', 'Size'),
        registry('A\\Public\\Logging', 'size'),
        registry('A\\{1-2}', 'Value Name'),
        registry('A\\User', 'V', { hive: 'HKU' }),
        registry('***', '...'),
      ),
      ['Domain.Logging.Size', 'Public.Logging.size', '1-2.Value_Name', 'user.User.V', 'value'],
    );
  });

  it('are numbered where names are too long to tell them apart', () => {
    const long = 'x'.repeat(80);
    const [first = '', second = ''] = ids(registry('A', `${long}1`), registry('A', `${long}2`));
    ok(first.length <= 64 && second.length <= 64);
    match(second, /-2$/);
  });

  it('that no policy file can hold are listed with why', () => {
    const { controls, unsupported } = controlsFor(
      [
        registry('A', 'x'.repeat(300)),
        from({ kind: 'accountPolicy', address: { policy: 'Nonsense' }, expect: { equals: 1 }, title: 'P' }),
        from({ kind: 'localAccount', address: { rid: 500, property: 'name' }, expect: { equals: 'a/b' }, title: 'N' }),
        from({ kind: 'userRight', address: { right: 'What' }, expect: { members: [] }, title: 'R' }),
      ],
      catalogue,
      check,
    );
    deepEqual([controls, unsupported.length], [[], 4]);
    match(unsupported[1]?.reason ?? '', /"Nonsense", expected one of MinimumPasswordAge/);
    match(unsupported[2]?.reason ?? '', /account name/);
  });
});

describe('the text of an imported baseline', () => {
  const remark = { gpo: 'G\n- x: 1', file: 'f', item: 'i\u2028tem\u001b[2J', reason: 'because' };
  const made = (title: string) =>
    baselineText({
      name: 'mine',
      title,
      origin: 'o\nbaseline: evil',
      controls: [],
      unsupported: [remark],
      leftOut: [remark],
    });

  it('lists what is not in it, and nothing of it can leave its comment or move a cursor', () => {
    const text = made('My: "title" # no comment');
    deepEqual(parse(text), { baseline: 'mine', title: 'My: "title" # no comment', controls: [] });
    match(text, /# Not imported:\n# - G - x: 1, f: i tem\\u001b\[2J \(because\)\n/);
    match(text, /# Left out .*--standalone/);
    doesNotMatch(text, /[\u001b\u2028]/);
  });

  it('comes back from YAML as it was, whatever the values (3000 executions)', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(
          "'",
          '"',
          '\\',
          '\n',
          '\r',
          ':',
          ' ',
          '#',
          '{',
          '}',
          ',',
          '%',
          '\u0085',
          '\ufeff',
          '\u202e',
          '`',
          '$',
        ),
      }),
      fc.constantFrom('true', 'No', 'null', '~', '1e3', '0x10', '2026-01-01', '', ' ', '- a', '<<', 'off'),
      fc.integer(),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), value, (list, one) => {
        const text = `at: ${yamlFlow({ list, one, nothing: undefined })}\n${yamlComment(String(one))}\n`;
        deepEqual(parse(text), { at: { list, one } });
        doesNotMatch(text, /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\ufeff]/);
      }),
      { numRuns: 3000 },
    );
  });

  it('makes names of words', () => {
    deepEqual(['EnableFirewall', 'MSFT Windows Server 2022 - Member', 'DODownloadMode', '日本', ''].map(slug), [
      'enable-firewall',
      'msft-windows-server-2022-member',
      'do-download-mode',
      '',
      '',
    ]);
  });
});
