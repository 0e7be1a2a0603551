import assert from 'node:assert/strict';
import type { LaidOverlay } from '../../../../src/core/plan/model.ts';
import { overlayText } from '../../../../src/core/present/overlay-text.ts';
import { nodeFacts } from '../node-facts.ts';
import { sampleReport } from './sample-run.ts';

const laid = (...effects: ('waived' | 'changed')[]): LaidOverlay => ({
  overlay: 'eks',
  title: 'Nodes',
  when: { containerHost: true },
  controls: effects.map((effect, i) => ({ id: `${i}`, title: 't', effect, reason: 'r', when: [] })),
});
const report = (number: number, containerHost: boolean) =>
  sampleReport(number, [], { node: { ...nodeFacts(`i-${number}`, `WIN-${number}`, 2), containerHost } });

describe('what an overlay does, in words', () => {
  it('counts controls', () => {
    assert.equal(
      overlayText(laid('waived', 'waived', 'changed')),
      'eks on container hosts: 2 controls waived, 1 changed',
    );
    assert.equal(overlayText(laid('waived')), 'eks on container hosts: 1 control waived');
    assert.equal(overlayText(laid('changed')), 'eks on container hosts: 1 control changed');
    assert.equal(overlayText(laid('changed', 'changed')), 'eks on container hosts: 2 controls changed');
  });

  it('counts a control once, however many reasons there are', () => {
    const twice = laid('waived', 'waived');
    for (const control of twice.controls) control.id = 'a';
    assert.match(overlayText(twice), /: 1 control waived$/);
  });

  it('tells on how many of the nodes that reported it holds', () => {
    const text = overlayText(laid('waived'), [report(1, true), report(2, false), report(3, true)]);
    assert.equal(text, 'eks on container hosts (2 of 3 nodes): 1 control waived');
  });
});
