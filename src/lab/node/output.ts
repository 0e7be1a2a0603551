/** What the agent sends back of a step's output. All limits count bytes of UTF-8; a character may be split. */
const REPLY_BYTES = 24_000;
const CUT_MARK = '--output truncated--';

/** StandardOutput and StandardError of the reply: a text of 24,000 bytes or more is cut, the mark included in the 24,000. */
export function cutForReply(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length < REPLY_BYTES) return text;
  return bytes.subarray(0, REPLY_BYTES - CUT_MARK.length).toString('utf8') + CUT_MARK;
}

const SUMMARY_BYTES = 2500;
const ERROR_TITLE = '\n----------ERROR-------\n';
const OUT_MARK = '\n---Output truncated---';
const ERROR_MARK = '\n---Error truncated----';

/** The plugin's `Output`: stdout, then stderr under a title, cut together to 2,500 bytes; the shorter half is kept whole. */
export function summarise(stdout: string, stderr: string): string {
  const out = Buffer.from(stdout);
  const error = Buffer.from(stderr);
  const title = error.length > 0 ? ERROR_TITLE : '';
  const space = SUMMARY_BYTES - title.length;
  if (out.length + error.length < space) return stdout + title + stderr;
  if (out.length < space / 2) return stdout + title + head(error, space - ERROR_MARK.length - out.length) + ERROR_MARK;
  if (error.length < space / 2) return head(out, space - OUT_MARK.length - error.length) + OUT_MARK + title + stderr;
  const half = Math.floor((space - OUT_MARK.length - ERROR_MARK.length) / 2);
  return head(out, half) + OUT_MARK + title + head(error, half) + ERROR_MARK;
}

function head(bytes: Buffer, length: number): string {
  return bytes.subarray(0, length).toString('utf8');
}
