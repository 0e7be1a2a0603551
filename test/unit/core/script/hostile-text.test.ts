import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { readSource } from '../../../../src/core/baseline/source.ts';
import { asciiJson } from '../../../../src/core/plan/ascii-json.ts';
import { packedPlan } from '../../../../src/core/script/packed-plan.ts';
import { hereString } from '../../../../src/core/script/powershell-text.ts';
import { hostileText } from '../../../hostile-text.ts';

const RUNS = 20_000;
const SEED = 20261123;

/** What PowerShell takes from a here-string: the lines up to the first that starts with a quote (any that it knows) and @. */
function insideHereString(text: string): string {
  const lines = text.split('\n');
  return lines
    .slice(
      1,
      lines.findIndex((line, i) => i > 0 && /^['‘-‛]@/.test(line)),
    )
    .join('\n');
}

describe('any text on its way into a script', function () {
  this.timeout(120_000);
  const always = (property: (text: string) => void) =>
    fc.assert(fc.property(hostileText, property), { numRuns: RUNS, seed: SEED });

  it(`is itself again after JSON, in ASCII that SSM leaves alone (${RUNS} texts)`, () => {
    always((text) => {
      const json = asciiJson({ [text]: [text] });
      assert.match(json, /^[ -~]*$/);
      assert.ok(!json.includes('{{'));
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ [text]: [text] })));
    });
  });

  it(`never ends the here-string that holds it (${RUNS} texts)`, () => {
    always((text) => {
      const plan = `{\n${[text, text].map(asciiJson).join(',\n')}}`;
      const script = `$PlanText = ${hereString(plan)}\nexit 1`;
      assert.equal(insideHereString(script), plan);
    });
  });

  it(`is refused as it is where it would end the here-string (${RUNS} texts)`, () => {
    always((text) => {
      if (/^['‘-‛]@/m.test(text)) assert.throws(() => hereString(text), RangeError);
      else assert.equal(insideHereString(`${hereString(text)}\n`), text);
    });
  });

  it(`is itself again after packing (${RUNS / 10} plans)`, () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 8 }), (texts) => {
        const plan = texts.map(asciiJson).join('\n');
        const base64 = insideHereString(packedPlan(plan).replace(/^#.*\n/, ''));
        assert.equal(inflateRawSync(Buffer.from(base64, 'base64')).toString('ascii'), plan);
      }),
      { numRuns: RUNS / 10, seed: SEED },
    );
  });

  it(`is itself again after YAML (${RUNS} texts)`, async () => {
    const texts = fc.sample(hostileText, { numRuns: RUNS, seed: SEED });
    const source = await readSource({
      path: 'my.yaml',
      text: `texts:\n${texts.map((text) => `- ${JSON.stringify(text)}\n`).join('')}`,
    });
    assert.deepEqual(source.problems, []);
    assert.deepEqual(source.value, { texts });
  });
});
