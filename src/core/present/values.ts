import type { Expectation } from '../baseline/model.ts';

/** A value found on a node, in words: absent, a number, text, a list, or one value per user. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'absent';
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(valueText).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, item]) => `${key}: ${valueText(item)}`)
      .join('; ');
  }
  return value === '' ? 'empty text' : String(value);
}

const WORDS: Record<keyof Expectation, (wanted: unknown) => string> = {
  equals: valueText,
  oneOf: (values) => `one of ${valueText(values)}`,
  noneOf: (values) => `none of ${valueText(values)}`,
  atLeast: (low) => `${valueText(low)} or more`,
  atMost: (high) => `${valueText(high)} or less`,
  between: (bounds) => (Array.isArray(bounds) ? bounds.map(valueText).join(' to ') : valueText(bounds)),
  absent: () => 'absent',
  includes: (values) => `includes ${valueText(values)}`,
  members: (sids) => `exactly ${valueText(sids)}`,
  within: (values) => `nothing beyond ${valueText(values)}`,
  notEmpty: () => 'not empty',
  orAbsent: () => 'or absent',
};

const isExpectation = (required: unknown): required is Expectation =>
  typeof required === 'object' && required !== null && !Array.isArray(required);

/** A requirement in words: `24 or more`, `0 or absent`. A bare value stands for `equals`. */
export function requirementText(required: unknown): string {
  if (required === null || required === undefined) return '';
  if (!isExpectation(required)) return valueText(required);
  return Object.entries(required)
    .map(([word, wanted]) => WORDS[word as keyof Expectation]?.(wanted) ?? `${word} ${valueText(wanted)}`)
    .join(' ');
}
