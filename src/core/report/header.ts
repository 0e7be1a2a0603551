/** The first line of a report: what its body must be. */
export interface ReportHeader {
  bytes: number;
  /** Of the report's JSON, lower-case hexadecimal. */
  sha256: string;
  encoding: 'json' | 'gzip';
}

const HEADER = /^winharden-report\/1 bytes=(\d{1,9}) sha256=([0-9a-f]{64}) encoding=(json|gzip)$/;
const BYTE_ORDER_MARK = /^\uFEFF/;

/** Reads the header from the first line of a step's output; null where there is none. */
export function parseHeader(output: string): ReportHeader | null {
  const line = output.slice(0, 256).replace(BYTE_ORDER_MARK, '').split(/\r?\n/, 1)[0] ?? '';
  const match = HEADER.exec(line.trimEnd());
  if (!match) return null;
  const [, bytes, sha256 = '', encoding] = match;
  return { bytes: Number(bytes), sha256, encoding: encoding === 'gzip' ? 'gzip' : 'json' };
}

export const sameHeader = (a: ReportHeader, b: ReportHeader) =>
  a.bytes === b.bytes && a.sha256 === b.sha256 && a.encoding === b.encoding;
