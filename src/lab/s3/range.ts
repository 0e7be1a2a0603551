import { AwsError } from '../protocol/error.ts';

/** One byte range, both ends included: `bytes=0-99`, `bytes=100-`, `bytes=-100`. */
export function readRange(text: string, size: number): { start: number; end: number } {
  const match = /^bytes=(\d*)-(\d*)$/.exec(text);
  const [, first = '', last = ''] = match ?? [];
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (match && first + last !== '' && start <= end) return { start, end };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
}
