import { open } from 'node:fs/promises';

/** Appends one line and returns when it is on the disk itself, so that a crash a moment later cannot lose it. */
export async function appendRecord(path: string, record: object): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(`${JSON.stringify(record)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}
