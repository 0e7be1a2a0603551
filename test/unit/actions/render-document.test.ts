import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parse } from 'yaml';
import { listBaselines } from '../../../src/actions/list-baselines.ts';
import { type RenderInput, renderDocument } from '../../../src/actions/render-document.ts';
import { createEngineFiles } from '../../../src/adapters/disk/engine-files.ts';
import { createPolicyFiles } from '../../../src/adapters/disk/policy-files.ts';
import { OPERATIONS } from '../../../src/core/plan/model.ts';
import { flatScript } from '../../../src/core/script/powershell-text.ts';
import { smallPolicyFiles } from '../core/baseline/small-policy.ts';
import { smallEngine } from '../core/script/small-engine.ts';

const small = { policy: smallPolicyFiles(), engine: { read: async () => smallEngine() }, today: () => '2026-11-23' };
const render = (input: Partial<RenderInput>) =>
  renderDocument(small, { baseline: 'small', operation: 'audit', format: 'ssm-yaml', ...input });

describe('rendering', () => {
  it('answers a document with its size and hash', async () => {
    const { name, hash, bytes, bytesLeft, text } = await render({});
    assert.equal(name, 'winharden-small-audit');
    assert.equal(hash, createHash('sha256').update(text).digest('hex'));
    assert.equal(bytes + (bytesLeft ?? 0), 65_536);
  });

  it('answers the same document as JSON', async () => {
    assert.deepEqual(JSON.parse((await render({ format: 'ssm-json' })).text), parse((await render({})).text));
  });

  it('answers a script that runs by itself', async () => {
    const { name, bytesLeft, text } = await render({ format: 'ps1' });
    assert.deepEqual([name, bytesLeft], ['winharden-small-audit.ps1', null]);
    assert.match(text, /^param\(/);
    assert.doesNotMatch(text, /\{\{/);
  });
});

describe('the built-in baselines', () => {
  const root = join(import.meta.dirname, '../../..');
  const app = { policy: createPolicyFiles(root), engine: createEngineFiles(root), today: () => '2026-11-23' };

  /** What a document can spare yet by flattening its script; nothing where that was done. */
  const spare = (text: string) => {
    const script = String(parse(text).mainSteps[0].inputs.runCommand[0]);
    return script.length - flatScript(script).length;
  };

  it('all fit into SSM documents, where the plan is packed with room to spare', async () => {
    for (const { name } of (await listBaselines(app)).baselines) {
      for (const operation of OPERATIONS) {
        const { bytesLeft, text } = await renderDocument(app, { baseline: name, operation, format: 'ssm-yaml' });
        const packed = text.includes('DeflateStream');
        const more = packed ? `, plan packed; ${spare(text)} more with a flat script` : '';
        console.log(`      ${name} ${operation}: ${bytesLeft} bytes left of 65536${more}`);
        const room = (bytesLeft ?? 0) + (packed ? spare(text) : 0);
        assert.ok(room > (packed ? 1536 : 0), `${name} ${operation} leaves ${room} bytes`);
      }
    }
  });

  it('need no choice of the user: nothing is left open, nothing warned of', async () => {
    for (const { name } of (await listBaselines(app)).baselines) {
      assert.deepEqual((await renderDocument(app, { baseline: name, operation: 'apply', format: 'ps1' })).warnings, []);
    }
  });

  it('are rendered to the same bytes again', async () => {
    const twice = [1, 2].map(() => renderDocument(app, { baseline: 'cis-l2', operation: 'apply', format: 'ssm-yaml' }));
    const [first, second] = await Promise.all(twice);
    assert.equal(first?.text, second?.text);
  });
});
