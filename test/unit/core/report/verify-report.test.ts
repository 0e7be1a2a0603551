import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { cleanText } from '../../../../src/core/report/clean-text.ts';
import { parseHeader } from '../../../../src/core/report/header.ts';
import type { NodeReport } from '../../../../src/core/report/model.ts';
import { parseReport } from '../../../../src/core/report/parse-report.ts';
import { type Expected, verifyReport } from '../../../../src/core/report/verify-report.ts';
import { PLAN_HASH, printed, reportFor, sha256 } from '../run/doubles.ts';

const ID = 'i-0123456789abcdef0';
const expected: Expected = {
  operation: 'apply',
  runId: 'run',
  commandId: 'cmd',
  instanceId: ID,
  plan: PLAN_HASH,
  controlIds: new Set(['1.1', '1.2']),
};
const honest = (over: Partial<NodeReport> = {}) => reportFor(ID, 'run', 'cmd', over);

function verify(text: string, over: Partial<Expected> = {}) {
  const header = parseHeader(text);
  assert.ok(header);
  return verifyReport(Buffer.from(text), header, { ...expected, ...over });
}
const refusal = (answer: ReturnType<typeof verifyReport>) => ('refused' in answer ? answer.refused : 'accepted');

describe('verifyReport', () => {
  for (const encoding of ['json', 'gzip'] as const) {
    it(`believes an honest report in ${encoding}, with either line end and a byte order mark`, () => {
      const text = printed(honest(), encoding);
      for (const variant of [text, text.replaceAll('\r\n', '\n'), text.trimEnd(), `\uFEFF${text}`]) {
        const answer = verify(variant);
        assert.ok(!('refused' in answer), refusal(answer));
        assert.deepEqual(answer.report, honest());
        assert.deepEqual(answer.warnings, []);
      }
    });
  }

  it('refuses any single changed byte of the body', () => {
    const text = printed(honest());
    const header = parseHeader(text);
    assert.ok(header);
    const start = text.indexOf('\n') + 1;
    fc.assert(
      fc.property(fc.integer({ min: start, max: text.length - 3 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = Buffer.from(text);
        bytes[at] = ((bytes[at] ?? 0) + by) % 256;
        assert.notEqual(refusal(verifyReport(bytes, header, expected)), 'accepted');
      }),
    );
  });

  it('refuses a whole and consistent report that is not the announced one', () => {
    const header = parseHeader(printed(honest()));
    assert.ok(header);
    const other = Buffer.from(printed(honest({ rebootRequired: true })));
    assert.match(refusal(verifyReport(other, header, expected)), /^forged: the output is not the one/);
  });

  for (const [key, value] of Object.entries({
    operation: 'audit',
    runId: 'x',
    commandId: 'x',
    instanceId: 'x',
    plan: 'x',
  })) {
    it(`refuses a report for another ${key}`, () => {
      assert.match(refusal(verify(printed(honest()), { [key]: value })), new RegExp(`^forged: the report's ${key}`));
    });
  }

  it('hears a node that failed before it could read its plan', () => {
    const answer = verify(printed(honest({ plan: '', controls: [], changes: [], error: 'no room on the disk' })));
    assert.equal('refused' in answer ? answer.refused : answer.report.error, 'no room on the disk');
    assert.match(refusal(verify(printed(honest({ plan: '' })))), /^forged: the report's plan is ""/);
  });

  it('refuses an audit that speaks of changes', () => {
    const text = printed(honest({ operation: 'audit' }));
    assert.match(refusal(verify(text, { operation: 'audit' })), /^forged: it speaks of changes/);
  });

  it('counts controls that a node leaves out as errors, unless the operation failed as a whole', () => {
    const one = honest().controls.slice(0, 1);
    const answer = verify(printed(honest({ controls: one })));
    assert.ok(!('refused' in answer));
    assert.equal(answer.report.controls[1]?.status, 'Error');
    assert.match(answer.warnings[0] ?? '', /says nothing of 1 controls/);
    const failed = verify(printed(honest({ controls: [], error: 'no' })));
    assert.deepEqual('refused' in failed ? failed : failed.report.controls, []);
  });

  it('drops controls that the plan does not hold, with a warning', () => {
    const controls = [...honest().controls, { id: '__proto__', status: 'Compliant' as const, found: 1, required: 1 }];
    const answer = verify(printed(honest({ controls })));
    assert.ok(!('refused' in answer));
    assert.deepEqual(
      answer.report.controls.map((control) => control.id),
      ['1.1', '1.2'],
    );
    assert.equal(answer.warnings.length, 1);
  });

  it('does not unpack more than was announced', () => {
    const bomb = printed({ padding: ' '.repeat(5_000_000) }, 'gzip');
    const small = bomb.replace(/bytes=\d+/, 'bytes=100');
    assert.match(refusal(verify(small)), /^truncated|^forged/);
  });

  it('never throws, whatever the bytes', () => {
    const header = { bytes: 10, sha256: sha256('x'), encoding: 'gzip' as const };
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const line = Buffer.from(`winharden-report/1 bytes=10 sha256=${sha256('x')} encoding=gzip\n`);
        assert.notEqual(refusal(verifyReport(bytes, header, expected)), 'accepted');
        assert.notEqual(refusal(verifyReport(Buffer.concat([line, bytes]), header, expected)), 'accepted');
      }),
    );
  });
});

describe('parseReport', () => {
  it('never throws, whatever the JSON', () => {
    fc.assert(fc.property(fc.json(), (json) => assert.ok('malformed' in parseReport(json))));
    assert.deepEqual(parseReport('{'), { malformed: 'it is not JSON' });
  });

  it('names the first field that is not what it must be', () => {
    const broken: [object, RegExp][] = [
      [{ format: 2 }, /format/],
      [{ operation: 'destroy' }, /operation is none of/],
      [{ runId: 7 }, /runId is no text/],
      [{ controls: {} }, /controls is no list/],
      [{ controls: [{ id: '1.1', status: 'Fine' }] }, /status is none of/],
      [{ controls: [null] }, /a control is no object/],
      [{ controls: Array(5001).fill({ id: 'x', status: 'Error' }) }, /more than 5000/],
      [{ rebootRequired: 'no' }, /rebootRequired is neither/],
      [{ rebootPending: 0 }, /rebootPending is neither/],
      [{ rebooted: null }, /rebooted is neither/],
      [{ node: { ...honest().node, users: -1 } }, /users is no count/],
      [{ backup: [] }, /backup is no object/],
      [{ late: 'a'.repeat(64) }, /late is no list/],
      [{ late: ['a'.repeat(63)] }, /late holds something else than digests/],
      [{ late: Array(11).fill('a'.repeat(64)) }, /more than 10/],
    ];
    for (const [over, message] of broken) {
      const answer = parseReport(JSON.stringify({ ...honest(), ...over }));
      assert.match('malformed' in answer ? answer.malformed : 'accepted', message);
    }
  });

  it('refuses two answers for one control', () => {
    const [first] = honest().controls;
    const answer = parseReport(JSON.stringify({ ...honest(), controls: [first, first] }));
    assert.deepEqual(answer, { malformed: 'control 1.1 stands in it twice' });
  });

  it('cleans and bounds every text, however deep', () => {
    const hostile = '\u001b[2J\u001b]0;title\u0007\u202Eevil\r\n';
    const deep = { a: [{ b: [{ c: [hostile] }] }], [hostile]: hostile };
    const controls = [
      { id: '1.1', status: 'Error' as const, found: deep, required: null, message: `${hostile}${'x'.repeat(9000)}` },
    ];
    const answer = parseReport(JSON.stringify(honest({ controls, error: hostile })));
    assert.ok(!('malformed' in answer));
    assert.equal(answer.error, 'evil');
    assert.equal(answer.controls[0]?.message?.length, 2048);
    assert.doesNotMatch(JSON.stringify(answer), /[\u001b\u202e]|\\u001b|\[2J/);
  });

  it('passes on only fields that it knows', () => {
    const answer = parseReport(JSON.stringify({ ...honest(), path: '/etc/passwd', constructor: 1 }));
    assert.deepEqual(answer, honest());
  });
});

describe('cleanText', () => {
  it('leaves one printable line within the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, limit) => {
        const clean = cleanText(text, limit);
        assert.ok(clean.length <= limit);
        assert.doesNotMatch(clean, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
    );
  });
});
