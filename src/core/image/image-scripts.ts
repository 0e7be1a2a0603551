import { createHash } from 'node:crypto';
import { renderScript } from '../script/render-script.ts';
import type { ImageFile, ImageInput, ImageScripts } from './model.ts';

/** The scripts that an image is made and judged by; the same plan always gives the same bytes. */
export function imageScripts({ plan, engine }: ImageInput): ImageScripts {
  const name = `winharden-${plan.baseline
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 64)
    .toLowerCase()}`;
  const script = (operation: 'apply' | 'audit') =>
    imageFile(`${name}-${operation}.ps1`, renderScript({ plan, operation, engine, header: 'ps1' }));
  return { name, runId: `image-${plan.hash.slice(0, 12)}`, apply: script('apply'), audit: script('audit') };
}

export function imageFile(name: string, text: string): ImageFile {
  return { name, text, hash: createHash('sha256').update(text).digest('hex') };
}
