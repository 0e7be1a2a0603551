import type { UnzipFile } from 'fflate';
import { WinhardenError } from '../../core/errors.ts';
import { type GpoFile, unreadableGpo } from '../../core/gpo/model.ts';
import type { GpoLimits } from './gpo-limits.ts';

/** Deflate can grow a thousandfold, so this is at most 16 MB at once, and the limits are asked after each. */
const PIECE = 16 * 1024;
const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
/** The end record with the longest comment. */
const END_BYTES = 22 + 65_535;

/** Files of a zip archive, unpacked in memory; their names are only names and lead nowhere. Errors: UnreadableGpo. */
export async function readGpoArchive(
  archive: Uint8Array,
  path: string,
  isRead: (path: string) => boolean,
  limits: GpoLimits,
): Promise<GpoFile[]> {
  if (!isWhole(archive)) throw unreadableGpo(path, 'it is neither a folder nor a whole zip archive');
  const { Unzip, UnzipInflate } = await import('fflate');
  const files: GpoFile[] = [];
  const unzip = new Unzip((entry) => {
    const name = entry.name.replaceAll('\\', '/');
    limits.countFile();
    if (name.endsWith('/')) return;
    if (isRead(name)) unpack(entry, name, files, limits);
    else files.push({ path: name, bytes: null });
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < archive.length; at += PIECE) {
      unzip.push(archive.subarray(at, at + PIECE), at + PIECE >= archive.length);
    }
  } catch (error) {
    throw error instanceof WinhardenError ? error : unreadableGpo(path, `the archive is damaged (${error})`);
  }
  return files;
}

function isWhole(archive: Uint8Array): boolean {
  const buffer = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const isZip = buffer.subarray(0, 2).toString('latin1') === 'PK';
  return isZip && buffer.subarray(-END_BYTES).includes(END_OF_DIRECTORY);
}

function unpack(entry: UnzipFile, path: string, files: GpoFile[], limits: GpoLimits): void {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  entry.ondata = (error, piece, final) => {
    if (error) throw error;
    bytes += piece.length;
    if (bytes > limits.fileBytes(path).most) throw limits.fileBytes(path).exceeded();
    pieces.push(piece);
    if (!final) return;
    if (entry.originalSize !== undefined && bytes !== entry.originalSize) throw new Error(`${path} is cut short`);
    limits.countBytes(path, bytes);
    files.push({ path, bytes: Buffer.concat(pieces) });
  };
  entry.start();
}
