import { open } from 'node:fs/promises';
import { WinhardenError } from '../../core/errors.ts';
import type { JournalRecord } from '../../core/run/model.ts';

/** A run's journal. Records that are appended while others are on their way to the disk follow them together, with one sync for all. */
export class Journal {
  readonly #path: string;
  #lines: string[] = [];
  /** Writes the lines that wait, when those before them are written. */
  #next: Promise<void> | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Appends one line and returns when it is on the disk itself, so that a crash a moment later cannot lose it. */
  append(record: object): Promise<void> {
    this.#lines.push(`${JSON.stringify(record)}\n`);
    this.#next ??= this.#last.then(() => this.#write());
    return this.#next;
  }

  #write(): Promise<void> {
    const written = appendText(this.#path, this.#lines.join(''));
    this.#lines = [];
    this.#next = null;
    // A failure is told to those whose lines it lost, and to nobody after them.
    this.#last = written.catch(() => {});
    return written;
  }
}

async function appendText(path: string, text: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/**
 * The journal's records; none where there is no journal. A last line without its end was being written when the program died: it
 * is cut off on the disk too, or the next record would be glued to it. Errors: DamagedRun.
 */
export async function takeUpRecords(path: string): Promise<JournalRecord[]> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return [];
  try {
    const bytes = await file.readFile();
    const whole = bytes.lastIndexOf('\n') + 1;
    if (whole < bytes.length) await file.truncate(whole);
    const lines = bytes.toString('utf8', 0, whole).split('\n').slice(0, -1);
    return lines.map((line, index) => parsed(line, `${path}, line ${index + 1}`));
  } finally {
    await file.close();
  }
}

function parsed(line: string, place: string): JournalRecord {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new WinhardenError({
      code: 'DamagedRun',
      message: `${place}, is not JSON: ${(error as Error).message}`,
      suggestions: [
        'nobody but winharden writes there; put the file back as it was',
        'or start a new run: a node that is as required is not changed again',
      ],
      cause: error,
    });
  }
}
