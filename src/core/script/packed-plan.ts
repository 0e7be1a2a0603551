import { deflateSync } from 'fflate';
import { hereString } from './powershell-text.ts';

const LINE = 1200;

/**
 * The plan for a document that has no room for it as text: raw DEFLATE in base64, and the line that turns it back.
 * Not Node's own zlib: its output may differ from build to build, and the same plan must be the same bytes everywhere.
 */
export function packedPlan(text: string): string {
  const base64 = Buffer.from(deflateSync(Buffer.from(text, 'ascii'), { level: 9 })).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return `# The plan, deflated. As text: winharden render --format ps1\n$PlanText = ${hereString(lines.join('\n'))}\n${UNPACK}`;
}

/** .NET's own inflater, which skips the line ends in base64. */
const UNPACK =
  '$PlanText = [IO.StreamReader]::new([IO.Compression.DeflateStream]::new(' +
  '[IO.MemoryStream]::new([Convert]::FromBase64String($PlanText)), [IO.Compression.CompressionMode]::Decompress)).ReadToEnd()';
