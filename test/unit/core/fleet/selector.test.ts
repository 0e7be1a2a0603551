import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseSelector, parseTag, tagAlternatives } from '../../../../src/core/fleet/selector.ts';

const none = { tags: [], instanceIds: [] };

describe('parseTag', () => {
  it('splits at the first equals sign, for any key and value', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => !text.includes('='));
    fc.assert(fc.property(key, fc.string(), (k, v) => assert.deepEqual(parseTag(`${k}=${v}`), { key: k, value: v })));
    assert.deepEqual(parseTag('a:b/c=d=e'), { key: 'a:b/c', value: 'd=e' });
  });
  it('refuses text without a key or an equals sign', () => {
    for (const text of ['env', '=x', '']) assert.throws(() => parseTag(text), { code: 'InvalidTag', exit: 2 });
  });
});

describe('parseSelector', () => {
  it('takes exactly one way of naming nodes', () => {
    assert.deepEqual(parseSelector({ ...none, tags: ['a=1', 'b=2'] }), {
      by: 'tags',
      tags: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    });
    assert.deepEqual(parseSelector({ ...none, resourceGroup: 'g' }), { by: 'group', name: 'g' });
    assert.throws(() => parseSelector(none), { code: 'NoSelector', exit: 2 });
    assert.throws(() => parseSelector({ ...none, tags: ['a=1'], resourceGroup: 'g' }), {
      code: 'SelectorConflict',
      exit: 2,
    });
  });
  it('takes EC2 and hybrid ids, each once, and refuses others with the id', () => {
    const ids = ['i-01234567', 'i-0123456789abcdef0', 'mi-0123456789abcdef0'];
    assert.deepEqual(parseSelector({ ...none, instanceIds: [...ids, 'i-01234567'] }), { by: 'ids', ids });
    assert.throws(() => parseSelector({ ...none, instanceIds: ['web-1'] }), {
      code: 'InvalidInstanceId',
      message: /"web-1"/,
    });
  });
});

describe('tagAlternatives', () => {
  it('reads eks:nodegroup as what EKS and eksctl write too, beside the other tags', () => {
    const env = { key: 'env', value: 'p' };
    const keys = tagAlternatives([env, { key: 'eks:nodegroup', value: 'w' }]).map((tags) =>
      tags.map((tag) => `${tag.key}=${tag.value}`),
    );
    assert.deepEqual(keys, [
      ['env=p', 'eks:nodegroup=w'],
      ['env=p', 'eks:nodegroup-name=w'],
      ['env=p', 'alpha.eksctl.io/nodegroup-name=w'],
    ]);
    assert.deepEqual(tagAlternatives([env]), [[env]]);
  });
});
