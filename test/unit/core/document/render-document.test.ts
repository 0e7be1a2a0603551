import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type DocumentInput, renderDocument } from '../../../../src/core/document/render-document.ts';
import { DOCUMENT_LIMIT } from '../../../../src/core/document/size.ts';
import { OPERATIONS, type Operation } from '../../../../src/core/plan/model.ts';
import { renderScript } from '../../../../src/core/script/render-script.ts';
import { control, planOf } from '../plan/controls.ts';
import { smallEngine } from '../script/small-engine.ts';

const GOLDEN = join(import.meta.dirname, '../../../fixtures/golden/document-rollback.yaml');
const engine = smallEngine();
const { plan } = planOf({ controls: [control()] });
const render = (operation: Operation, more: Partial<DocumentInput> = {}) =>
  renderDocument({ plan, operation, engine, ...more });

/** Text that no packing makes smaller than half. */
function noise(length: number): string {
  let text = '';
  for (let i = 0; text.length < length; i++) text += createHash('sha256').update(`${i}`).digest('hex');
  return text.slice(0, length);
}
const large = (reason: string) => planOf({ controls: [control()], waivers: [{ controls: ['1.1'], reason }] }).plan;

describe('the SSM document', () => {
  for (const operation of OPERATIONS) {
    it(`for ${operation} is what SSM wants of a Command document`, async () => {
      const { content, name, step } = await render(operation);
      const document = parse(content);
      const [only, ...others] = document.mainSteps;
      assert.equal(document.schemaVersion, '2.2');
      assert.equal(name, `winharden-mine-${operation}`);
      assert.match(name, /^[a-zA-Z0-9_.-]{3,128}$/);
      assert.deepEqual(others, []);
      assert.equal(only.name, step);
      assert.equal(only.action, 'aws:runPowerShellScript');
      assert.deepEqual(only.precondition, { StringEquals: ['platformType', 'Windows'] });
      assert.equal(only.inputs.onFailure, 'exit');
      assert.equal(only.inputs.timeoutSeconds, '3600');
    });

    it(`for ${operation} carries its script unchanged`, async () => {
      const document = parse((await render(operation)).content);
      assert.deepEqual(document.mainSteps[0].inputs.runCommand, [
        renderScript({ plan, operation, engine, header: 'ssm' }),
      ]);
    });

    it(`for ${operation} lets no parameter be anything but a name or a word of a list`, async () => {
      const { parameters } = parse((await render(operation)).content) as {
        parameters: Record<string, { allowedPattern?: string; allowedValues?: string[] }>;
      };
      assert.deepEqual(Object.keys(parameters).sort(), [
        ...(operation === 'audit' ? [] : ['Reboot']),
        'ReportEncoding',
        'RunId',
        ...(operation === 'rollback' ? ['TargetRunId'] : []),
      ]);
      for (const [name, { allowedPattern, allowedValues }] of Object.entries(parameters)) {
        assert.match(name, /^[a-zA-Z0-9]+$/);
        for (const bad of ["'; calc #", '$(x)', 'a\nb', '\u2019', 'x'.repeat(65)])
          assert.ok(allowedValues ? !allowedValues.includes(bad) : !new RegExp(allowedPattern ?? '').test(bad));
      }
    });
  }

  it('is, as JSON, the same document', async () => {
    assert.deepEqual(
      JSON.parse((await render('apply', { format: 'JSON' })).content),
      parse((await render('apply')).content),
    );
  });

  it('is the same bytes for the same plan and options, and its hash is that of the bytes', async () => {
    const first = await render('audit');
    assert.deepEqual(await render('audit'), first);
    assert.equal(first.hash, createHash('sha256').update(first.content).digest('hex'));
    assert.notEqual((await render('audit', { timeoutSeconds: 60 })).hash, first.hash);
  });

  it('is byte for byte what a person has looked at', async () => {
    assert.equal((await render('rollback')).content, readFileSync(GOLDEN, 'utf8'));
  });

  it('counts what is left beside the longest parameters', async () => {
    const { bytes, bytesLeft, content } = await render('rollback');
    const id = ['a'.repeat(64)];
    const longest = { RunId: id, ReportEncoding: ['gzip'], Reboot: ['if-required'], TargetRunId: id };
    assert.equal(bytes, Buffer.byteLength(content) + JSON.stringify(longest).length);
    assert.equal(bytesLeft, DOCUMENT_LIMIT - bytes);
  });

  it('carries the plan as text where there is room, and packed where there is not', async () => {
    const packed = (await render('apply', { plan: large(noise(1000).repeat(70)) })).content;
    assert.match(packed, /DeflateStream/);
    assert.ok(packed.length < 20_000);
    const readable = (await render('apply', { plan: large(noise(1000).repeat(40)) })).content;
    assert.doesNotMatch(readable, /DeflateStream/);
  });

  it('has a script without indentation, comments and blank lines where even the packed plan is too much', async () => {
    const packed = (await render('apply', { plan: large(noise(1000).repeat(70)) })).content;
    assert.match(packed, /^ {3}# file /m);
    for (let length = 60_000; ; length += 100) {
      const { content } = await render('apply', { plan: large(noise(length)) });
      if (/^ {3}# file /m.test(content)) continue;
      const script = String(parse(content).mainSteps[0].inputs.runCommand[0]);
      assert.doesNotMatch(script, /^\t|^#|\n\n|^}$/m);
      assert.match(script, /'it'}/);
      break;
    }
  });

  it('is refused when even so it is too large for SSM', async () => {
    const limit = /^the document winharden-mine-apply has \d+ bytes with its parameters, and SSM takes 65536$/;
    const tooLarge = { code: 'DocumentTooLarge', message: limit };
    await assert.rejects(render('apply', { plan: large(noise(2 * DOCUMENT_LIMIT)) }), tooLarge);
  });

  it('is refused with a time that the agent would silently replace', async () => {
    for (const timeoutSeconds of [4, 172_801, 1.5, Number.NaN])
      await assert.rejects(render('audit', { timeoutSeconds }), { code: 'InvalidTimeout', exit: 2 });
    for (const timeoutSeconds of [5, 172_800])
      assert.match(
        (await render('audit', { timeoutSeconds })).content,
        new RegExp(`timeoutSeconds: "${timeoutSeconds}"`),
      );
  });
});
