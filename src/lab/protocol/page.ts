import { createHash } from 'node:crypto';
import { AwsError } from './error.ts';

export interface Page<T> {
  items: T[];
  next: string | undefined;
}

/**
 * One page of a list. The token holds the position and a mark of the request, so that a token of another list, or a made-up
 * one, is refused as AWS does.
 */
export function page<T>(
  all: readonly T[],
  size: number,
  token: string | undefined,
  request: object,
  errorCode = 'InvalidNextToken',
): Page<T> {
  const mark = createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 16);
  const start = token === undefined || token === '' ? 0 : position(token, mark, errorCode);
  const end = start + size;
  const next = end < all.length ? Buffer.from(`${mark}:${end}`).toString('base64url') : undefined;
  return { items: all.slice(start, end), next };
}

function position(token: string, mark: string, errorCode: string): number {
  const [found, at] = Buffer.from(token, 'base64url').toString('latin1').split(':');
  if (found !== mark || !/^\d+$/.test(at ?? '')) throw new AwsError(errorCode, 'The specified token is not valid.');
  return Number(at);
}
