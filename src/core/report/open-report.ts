import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { parseHeader, type ReportHeader, sameHeader } from './header.ts';
import type { Refusal } from './problem.ts';

/** No honest report comes near it: 400 controls are about 100 KB. */
export const MAX_REPORT_BYTES = 4 * 1024 * 1024;

const LINE_FEED = 0x0a;
const TRUNCATED = '--output truncated--';

/**
 * Takes the JSON text out of a step's whole output, and believes it only if it is what the header
 * (which came through the SSM API, under the node's own identity) says.
 */
export function openReport(stdout: Uint8Array, header: ReportHeader): { json: string } | Refusal {
  const bytes = Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength);
  const lineEnd = bytes.indexOf(LINE_FEED);
  const first =
    lineEnd < 0
      ? null
      : parseHeader(bytes.toString('latin1', 0, Math.min(lineEnd, 256)).replace(/^\u00ef\u00bb\u00bf/, ''));
  if (!first || !sameHeader(first, header)) {
    return forged('the output is not the one that the node announced through Systems Manager');
  }
  const body = firstLine(bytes.subarray(lineEnd + 1));
  const json = header.encoding === 'gzip' ? unzip(body, header.bytes) : body;
  const ends = bytes.indexOf(LINE_FEED, lineEnd + 1) >= 0;
  if (!ends && (json === null || json.length < header.bytes)) return tooShort(bytes, header);
  if (json === null || json.length !== header.bytes || sha256(json) !== header.sha256) {
    return forged('the body has not the size and SHA-256 that the node announced');
  }
  return { json: json.toString('utf8') };
}

function firstLine(bytes: Buffer): Buffer {
  const end = bytes.indexOf(LINE_FEED);
  const line = end < 0 ? bytes : bytes.subarray(0, end);
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

/** Null where it is no gzip, or holds more than was announced. */
function unzip(base64: Buffer, bytes: number): Buffer | null {
  try {
    return gunzipSync(Buffer.from(base64.toString('latin1'), 'base64'), { maxOutputLength: bytes + 1 });
  } catch {
    return null;
  }
}

/** What was read is not what the node said, or is not its own. */
export const forged = (how: string): Refusal => ({ refused: `forged: ${how}`, problem: 'forged' });

function tooShort(bytes: Buffer, header: ReportHeader): Refusal {
  const marked = bytes.subarray(-64).toString('latin1').includes(TRUNCATED);
  const why = marked ? 'Systems Manager cut it at 24,000 bytes (use --bucket)' : 'the end is missing';
  const refused = `truncated: the node announced ${header.bytes} bytes of report, and ${why}`;
  return { refused, problem: 'truncated' };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
