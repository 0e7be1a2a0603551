import { deepEqual, doesNotMatch, equal, match, rejects } from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { type ImportInput, importGpo } from '../../../src/actions/import-gpo.ts';
import { renderDocument } from '../../../src/actions/render-document.ts';
import { validateBaseline } from '../../../src/actions/validate-baseline.ts';
import { createEngineFiles } from '../../../src/adapters/disk/engine-files.ts';
import { createGpoFiles } from '../../../src/adapters/disk/gpo-files.ts';
import { createPolicyFiles } from '../../../src/adapters/disk/policy-files.ts';
import { SAMPLES } from '../core/gpo/samples.ts';
import { writePol } from '../core/gpo/write-pol.ts';

const ROOT = join(import.meta.dirname, '../../..');
const builtIn = createPolicyFiles(ROOT);
const app = { policy: builtIn, gpos: createGpoFiles() };
const imported = (sample: string, input: Partial<ImportInput> = {}) =>
  importGpo(app, { path: join(SAMPLES, sample), gpos: [], standalone: false, ...input });

/** An app whose only user file is the text. */
const withFile = (text: string) => ({
  policy: { ...builtIn, readUserFile: async (path: string) => ({ path, text }) },
  engine: createEngineFiles(ROOT),
  today: () => '2026-11-23',
});

describe('a baseline imported from a real GPO', function () {
  this.timeout(180_000);

  for (const [sample, controls, own, unsupported] of [
    ['stig-ws2019-member', 58 + 13 + 41 + 29 + 22, 0, 0],
    ['community-ws2025-member', 191 + 13 + 2 + 61 + 39 + 26 - 2, 50, 2],
    ['nsa-firewall', 24, 4, 0],
    ['nsa-certificates', 37, 37, 28],
  ] as const) {
    it(`of ${sample} has ${controls} controls and is valid policy`, async () => {
      const result = await imported(sample);
      deepEqual([result.controls, result.unsupported.length], [controls, unsupported]);
      equal(result.controls - result.shared, own);
      const validation = await validateBaseline(withFile(result.text), { nameOrFile: 'imported.yaml' });
      deepEqual(validation.problems, []);
      deepEqual([validation.controls, validation.settings], [controls, own]);
    });
  }

  it('becomes a document that SSM takes', async () => {
    for (const sample of ['stig-ws2019-member', 'community-ws2025-member', 'nsa-firewall']) {
      const { text, baseline } = await imported(sample);
      const rendered = await renderDocument(withFile(text), {
        baseline: './x.yaml',
        operation: 'apply',
        format: 'ssm-yaml',
      });
      equal(rendered.name, `winharden-${baseline}-apply`);
      equal((rendered.bytesLeft ?? -1) > 0, true);
      const script = await renderDocument(withFile(text), { baseline: './x.yaml', operation: 'audit', format: 'ps1' });
      match(script.text, /\["HKLM","SOFTWARE\\\\/i);
    }
  });

  it('asks the site for what the GPO leaves open', async () => {
    const { text } = await imported('community-ws2025-member');
    match(text, /id: 'account\.500\.name', .*set: \{ site: administratorName \}/);
    const { text: script } = await renderDocument(withFile(text), {
      baseline: './x.yaml',
      operation: 'apply',
      format: 'ps1',
    });
    match(script, /"account\.500\.name",500,"name",\{"noneOf":\["Administrator"\]\},"whadmin"/);
  });

  it('warns of rights that lock local accounts out, and leaves them out for hosts in no domain', async () => {
    const warned = await imported('stig-ws2019-member');
    deepEqual(
      warned.warnings.map((text) => text.split(' ')[0]),
      ['SeDenyNetworkLogonRight', 'SeDenyRemoteInteractiveLogonRight'],
    );
    match(warned.text, /id: SeDenyNetworkLogonRight, .*members: \[S-1-5-32-546, S-1-5-113\]/);
    const standalone = await imported('stig-ws2019-member', { standalone: true });
    deepEqual([standalone.warnings, standalone.controls, standalone.leftOut.length], [[], warned.controls, 2]);
    const [head = '', ...comments] = standalone.text.split('# Left out');
    doesNotMatch(head, /S-1-5-113/);
    match(comments.join(), /--standalone.*\n.*SeDenyNetworkLogonRight for S-1-5-113/);
  });

  it('is called as told, or after its GPO', async () => {
    equal((await imported('nsa-firewall')).baseline, 'nsa-firewall');
    match((await imported('nsa-firewall', { name: 'our-firewall' })).text, /^baseline: our-firewall$/m);
    await rejects(imported('nsa-firewall', { name: 'Our Firewall' }), {
      code: 'InvalidPolicy',
      message: /Our Firewall/,
    });
    await rejects(imported('nsa-firewall', { name: 'cis-l1' }), { code: 'InvalidPolicy', message: /already there/ });
  });

  it('is made of the GPOs that are chosen, when all of them contradict each other', async () => {
    await rejects(imported('.'), { code: 'ConflictingGpos', message: /"community-ws2025-member" .* but "/ });
    const both = await imported('.', { gpos: ['NSA-firewall', 'nsa-certificates'], name: 'nsa' });
    deepEqual([both.gpos.length, both.controls, both.title], [2, 61, '2 GPOs of gpo']);
    await rejects(imported('.', { gpos: ['nsa-fire'] }), { code: 'UnknownGpo', message: /no GPO "nsa-fire"/ });
  });

  it('is valid policy whatever keys, names and values the GPO has', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        'Software',
        'Policies',
        'Logging',
        'A',
        'a',
        '..',
        ' ',
        '**del.',
        '**soft.',
        '{1}',
        'HKLM:',
        '# x',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
    );
    const key = fc.array(part, { maxLength: 4 }).map((parts) => parts.join('\\'));
    const name = fc.array(part, { maxLength: 2 }).map((parts) => parts.join(''));
    const type = fc.constantFrom(0, 1, 2, 3, 4, 7, 11);
    const data = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes));
    const entries = fc.array(fc.record({ key, name, type, data }), { minLength: 20, maxLength: 60 });
    let records = 0;
    await fc.assert(
      fc.asyncProperty(entries, async (list) => {
        const files = [{ path: 'DomainSysvol/GPO/Machine/registry.pol', bytes: writePol(list) }];
        const gpos = { read: async () => files };
        const { text } = await importGpo({ policy: builtIn, gpos }, { path: 'x', gpos: [], standalone: false });
        records += list.length;
        deepEqual((await validateBaseline(withFile(text), { nameOrFile: 'x.yaml' })).problems, []);
      }),
      { numRuns: 25 },
    );
    console.log(`      ${records} records of any kind`);
  });

  it('is the same text each time', async () => {
    const [first, second] = await Promise.all([imported('nsa-firewall'), imported('nsa-firewall')]);
    equal(first.text, second.text);
  });
});
