import type { WinhardenError } from '../../core/errors.ts';
import { unreadableGpo } from '../../core/gpo/model.ts';

const MEGABYTE = 1024 * 1024;
/** Microsoft's largest toolkit archives hold a few megabytes; the largest known registry.pol has under 200 KB. */
const ARCHIVE = 256 * MEGABYTE;
const FILE = 2 * MEGABYTE;
const ALL = 64 * MEGABYTE;
const FILES = 20_000;

/** Keeps a wrong folder, or an archive made to harm, from filling the memory. */
export class GpoLimits {
  private readonly root: string;
  private files = 0;
  private bytes = 0;

  constructor(root: string) {
    this.root = root;
  }

  countFile(): void {
    this.files += 1;
    if (this.files > FILES) throw unreadableGpo(this.root, `it holds more than ${FILES} files`);
  }

  countBytes(path: string, bytes: number): void {
    this.bytes += bytes;
    if (bytes > FILE) throw this.fileBytes(path).exceeded();
    if (this.bytes > ALL) throw unreadableGpo(this.root, `its settings are larger than ${ALL / MEGABYTE} MB together`);
  }

  fileBytes(path: string): { most: number; exceeded(): WinhardenError } {
    return { most: FILE, exceeded: () => unreadableGpo(path, `it is larger than ${FILE / MEGABYTE} MB`) };
  }

  archiveBytes(): { most: number; exceeded(): WinhardenError } {
    return { most: ARCHIVE, exceeded: () => unreadableGpo(this.root, `it is larger than ${ARCHIVE / MEGABYTE} MB`) };
  }
}
