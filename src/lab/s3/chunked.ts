import { AwsError } from '../protocol/error.ts';

/** A body sent as `aws-chunked`: what the SDK and the CLI do with streams, and with trailing checksums. */
export interface Decoded {
  body: Buffer;
  /** Trailer headers, lower case. */
  trailers: Record<string, string>;
}

/** Reads `size-in-hex[;chunk-signature=…]CRLF data CRLF … 0CRLF trailers CRLF`. */
export function decodeChunked(raw: Buffer): Decoded {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = lineAt(raw, at);
    const size = Number.parseInt(line.split(';')[0] ?? '', 16);
    if (Number.isNaN(size)) throw incomplete();
    at += line.length + 2;
    if (size === 0) return { body: Buffer.concat(chunks), trailers: readTrailers(raw.subarray(at)) };
    if (at + size > raw.length) throw incomplete();
    chunks.push(raw.subarray(at, at + size));
    at += size + 2;
  }
}

function lineAt(raw: Buffer, start: number): string {
  const end = raw.indexOf('\r\n', start, 'latin1');
  if (end < 0) throw incomplete();
  return raw.toString('latin1', start, end);
}

function readTrailers(raw: Buffer): Record<string, string> {
  const lines = raw.toString('latin1').split('\r\n');
  const pairs = lines.map((line) => line.split(/:(.*)/s)).filter(([name, value]) => name && value !== undefined);
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]));
}

function incomplete(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
}
