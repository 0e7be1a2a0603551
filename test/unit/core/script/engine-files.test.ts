import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createEngineFiles } from '../../../../src/adapters/disk/engine-files.ts';
import { KINDS } from '../../../../src/core/baseline/model.ts';
import { OPERATIONS, type Operation } from '../../../../src/core/plan/model.ts';
import type { EngineFiles } from '../../../../src/core/script/model.ts';
import { renderScript } from '../../../../src/core/script/render-script.ts';
import { control, planOf } from '../plan/controls.ts';

const { read } = createEngineFiles(join(import.meta.dirname, '../../../..'));
let engine: EngineFiles;
const everyKind = KINDS.map((kind) => control({ id: kind, kind }));
const { plan } = planOf({ controls: everyKind.filter(({ kind }) => kind === 'registry') });
const whole = { ...plan, controls: everyKind };
const banners = (operation: Operation) =>
  renderScript({ plan: whole, operation, engine, header: 'ssm' }).match(/(?<=^# file ).*$/gm) ?? [];

describe('the engine as it travels', () => {
  before(async () => {
    engine = await read();
  });

  for (const operation of OPERATIONS) {
    it(`for ${operation} can be rendered with every kind, each file once`, () => {
      const files = banners(operation);
      assert.ok(files.length > KINDS.length);
      assert.equal(new Set(files).size, files.length);
    });
  }

  it('audits without a setter, a backup or a way to change anything', () => {
    const setters = Object.values(engine.manifest.resources).flatMap(({ set }) => set);
    assert.ok(setters.length > 0);
    assert.deepEqual(
      banners('audit').filter((file) => setters.some((setter) => file.endsWith(`/${setter}`))),
      [],
    );
    assert.doesNotMatch(
      renderScript({ plan: whole, operation: 'audit', engine, header: 'ssm' }),
      /^function (Set|Restore|Save)-/m,
    );
  });

  it('holds no text of several lines, which a new indentation would change', () => {
    for (const [path, text] of Object.entries(engine.files)) assert.doesNotMatch(text, /@['"]\s*$/m, path);
  });
});
