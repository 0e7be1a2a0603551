import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { seeded } from '../random.ts';

/**
 * How a report can lie. `hash`: the body was changed after its first line was written. `run`, `instance`: consistent, but of
 * another run or node. `forged`: stdout is true, the S3 object is a consistent report in which everything is compliant.
 */
const LIES = ['hash', 'run', 'instance', 'forged'] as const;

interface Report {
  encoding: string;
  json: string;
}

export function lie(stdout: string, kind: string | true, seed: string): { stdout: string; uploaded: string } {
  const report = readReport(stdout);
  if (!report) return { stdout, uploaded: stdout };
  const chosen = kind === true ? LIES[Math.floor(seeded(seed)() * LIES.length)] : kind;
  const told = tell(report, stdout, String(chosen));
  return chosen === 'forged' ? { stdout, uploaded: told } : { stdout: told, uploaded: told };
}

function tell(report: Report, stdout: string, kind: string): string {
  if (kind === 'hash') return `${stdout.split('\n')[0]}\n${encode(allCompliant(report))}\n`;
  if (kind === 'run')
    return write({ ...report, json: report.json.replace(/"runId":"[^"]*"/, '"runId":"another-run"') });
  if (kind === 'instance')
    return write({
      ...report,
      json: report.json.replace(/"instanceId":"[^"]*"/, '"instanceId":"i-0ffffffffffffffff"'),
    });
  return write(allCompliant(report));
}

function allCompliant({ encoding, json }: Report): Report {
  return {
    encoding,
    json: json
      .replaceAll(/"status":"(NonCompliant|Error)"/g, '"status":"Compliant"')
      .replace('"format":1', '"format": 1'),
  };
}

/** Reads `winharden-report/1 bytes=… sha256=… encoding=…` and the body line after it. */
function readReport(stdout: string): Report | undefined {
  const [first = '', body = ''] = stdout.split(/\r?\n/);
  const encoding = /^winharden-report\/1 bytes=\d+ sha256=[0-9a-f]{64} encoding=(json|gzip)$/.exec(first)?.[1];
  if (encoding === undefined) return undefined;
  return { encoding, json: encoding === 'json' ? body : gunzipSync(Buffer.from(body, 'base64')).toString('utf8') };
}

function encode({ encoding, json }: Report): string {
  return encoding === 'json' ? json : gzipSync(json).toString('base64');
}

function write(report: Report): string {
  const sha256 = createHash('sha256').update(report.json).digest('hex');
  return `winharden-report/1 bytes=${Buffer.byteLength(report.json)} sha256=${sha256} encoding=${report.encoding}\n${encode(report)}\n`;
}
