import assert from 'node:assert/strict';
import { allControls, guards, overlayEntries, settings, texts } from './content.ts';

/** Phrases by which the text of the benchmarks is known. */
const BORROWED = [
  /Ensure '/i,
  /\bis set to '/i,
  /This policy setting/i,
  /The recommended state/i,
  /\b(Enabled|Disabled):? /,
  /\((Automated|Manual)\)/,
  /\b(MS|DC) only\b/,
];

describe('content: wording', () => {
  it('borrows no text from a benchmark', () => {
    const words = settings.flatMap(({ title, protects = '', breaks = '' }) => [title, protects, breaks]);
    const more = allControls.flatMap(({ title = '', manual = '', dissent = '' }) => [title, manual, dissent]);
    const reasons = [...guards, ...overlayEntries].map(({ reason }) => reason);
    for (const text of [...words, ...more, ...reasons])
      for (const phrase of BORROWED) assert.doesNotMatch(text, phrase);
  });

  it('holds nothing that Systems Manager would take for a parameter', () => {
    for (const { path, text } of texts) assert.ok(!text.includes('{{'), path);
  });

  it('quotes every control id, so that 2.2.10 never becomes a number', () => {
    for (const { path, text } of texts) assert.doesNotMatch(text, /\bid: [0-9]/, path);
  });
});
