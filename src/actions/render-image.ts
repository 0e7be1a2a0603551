import { EXIT, WinhardenError } from '../core/errors.ts';
import { renderComponent, storedName } from '../core/image/component.ts';
import { createComponentCommand } from '../core/image/create-component.ts';
import { imageScripts } from '../core/image/image-scripts.ts';
import type { ImageFile } from '../core/image/model.ts';
import { renderPacker } from '../core/image/packer.ts';
import type { App } from '../core/ports.ts';
import { makePlan, type PlanChoice } from './make-plan.ts';
import type { Place } from './past-runs.ts';

export interface ImageChoice extends PlanChoice {
  format: 'image-builder' | 'packer';
  /** The folder that the files will be in. */
  folder: string;
  /** Of the component. */
  version: string;
  /** Where the component will find its scripts; all files are put there. */
  place?: Place;
}

export interface RenderedImage {
  name: string;
  /** SHA-256 of the plan. */
  plan: string;
  /** What a rollback on a node of the image names. */
  runId: string;
  files: ImageFile[];
  /** The files in S3; empty where no bucket was given, and for Packer. */
  stored: string[];
  /** What makes the component, as arguments; null for Packer. */
  command: string[] | null;
  warnings: string[];
}

/** The files that an image is made by. With a place in S3 they are put there. Errors: those of plans, buckets and InvalidVersion. */
export async function renderImage(
  app: Pick<App, 'policy' | 'engine' | 'packer' | 'today' | 'bucket'>,
  choice: ImageChoice,
): Promise<RenderedImage> {
  const [{ plan, warnings }, engine] = await Promise.all([makePlan(app, choice), app.engine.read()]);
  const image = imageScripts({ plan, engine });
  const { name, runId, apply, audit } = image;
  const common = { name, plan: plan.hash, runId, warnings };
  if (choice.format === 'packer') {
    const files = [...(await renderPacker(image, await app.packer.read())), apply, audit];
    return { ...common, files, stored: [], command: null };
  }
  const { folder, version, place } = choice;
  const component = renderComponent(image, place && `s3://${place.bucket}/${rootIn(place)}`);
  const command = createComponentCommand(plan, { name, version, component, folder });
  const files = [component, apply, audit];
  const stored = place ? await store(app, files, place.bucket, rootIn(place)) : [];
  return { ...common, files, stored, command };
}

/** TOE reads the address, so it holds nothing that TOE or YAML could take for something else. */
function rootIn({ prefix }: Place): string {
  if (/^[\w./-]*$/.test(prefix)) return prefix ? `${prefix}/images` : 'images';
  throw new WinhardenError({
    code: 'InvalidPrefix',
    message: `a component cannot fetch its scripts from the folder "${prefix}"`,
    suggestions: ['Use letters, digits, hyphens, dots and slashes: --prefix winharden'],
    exit: EXIT.usage,
  });
}

async function store(
  { bucket: s3 }: Pick<App, 'bucket'>,
  files: ImageFile[],
  bucket: string,
  root: string,
): Promise<string[]> {
  await s3.check(bucket, root);
  const objects = files.map((file) => ({ key: `${root}/${storedName(file)}`, text: file.text }));
  await Promise.all(objects.map(({ key, text }) => s3.write(bucket, key, Buffer.from(text))));
  return objects.map(({ key }) => `s3://${bucket}/${key}`);
}
