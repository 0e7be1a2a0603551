/** What the agent sends back of a step's output. All limits count bytes of UTF-8; a character may be split. */
const REPLY_BYTES = 24_000;
const CUT_MARK = '--output truncated--';

/** StandardOutput and StandardError of the reply: a text of 24,000 bytes or more is cut, the mark included in the 24,000. */
export function cutForReply(text: string): string {
  if (Buffer.byteLength(text) < REPLY_BYTES) return text;
  return head(text, REPLY_BYTES - CUT_MARK.length) + CUT_MARK;
}

const SUMMARY_BYTES = 2500;
const ERROR_TITLE = '\n----------ERROR-------\n';
const OUT_MARK = '\n---Output truncated---';
const ERROR_MARK = '\n---Error truncated----';

/** The plugin's `Output`: stdout, then stderr under a title, cut together to 2,500 bytes; the shorter half is kept whole. */
export function summarise(stdout: string, stderr: string): string {
  const [out, error] = [Buffer.byteLength(stdout), Buffer.byteLength(stderr)];
  const title = error > 0 ? ERROR_TITLE : '';
  const space = SUMMARY_BYTES - title.length;
  if (out + error < space) return stdout + title + stderr;
  if (out < space / 2) return stdout + title + head(stderr, space - ERROR_MARK.length - out) + ERROR_MARK;
  if (error < space / 2) return head(stdout, space - OUT_MARK.length - error) + OUT_MARK + title + stderr;
  const half = Math.floor((space - OUT_MARK.length - ERROR_MARK.length) / 2);
  return head(stdout, half) + OUT_MARK + title + head(stderr, half) + ERROR_MARK;
}

/** So many bytes of a text; no character has less than one, so that the rest need not be looked at. */
function head(text: string, bytes: number): string {
  return Buffer.from(text.slice(0, bytes)).subarray(0, bytes).toString('utf8');
}
