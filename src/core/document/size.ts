import { WinhardenError } from '../errors.ts';

/** A document may have 64 KB, run-time parameters included (SSM API, CreateDocument `Content`). */
export const DOCUMENT_LIMIT = 65_536;

/** Bytes of a document with the longest parameters that its patterns allow. */
export function documentBytes(content: string, parameters: Record<string, string[]>): number {
  return Buffer.byteLength(content) + Buffer.byteLength(JSON.stringify(parameters));
}

/** Bytes left under the limit. Throws DocumentTooLarge. */
export function bytesLeft(name: string, bytes: number): number {
  if (bytes <= DOCUMENT_LIMIT) return DOCUMENT_LIMIT - bytes;
  throw new WinhardenError({
    code: 'DocumentTooLarge',
    message: `the document ${name} has ${bytes} bytes with its parameters, and SSM takes ${DOCUMENT_LIMIT}`,
    suggestions: [
      'Shorten the texts in your winharden.yaml: legal notices and reasons of waivers travel in the document.',
      'Split the baseline in two, or name fewer benchmarks in it.',
    ],
  });
}
