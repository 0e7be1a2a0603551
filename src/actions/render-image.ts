import { renderComponent, storedName } from '../core/image/component.ts';
import { createComponentCommand } from '../core/image/create-component.ts';
import { imageScripts } from '../core/image/image-scripts.ts';
import type { ImageFile, ImageScripts } from '../core/image/model.ts';
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
  /** Where the component will find its scripts; they are put there. */
  place?: Place;
}

export interface RenderedImage {
  name: string;
  /** SHA-256 of the plan. */
  plan: string;
  /** What a rollback on a node of the image names. */
  runId: string;
  files: ImageFile[];
  /** The scripts in S3; empty where no bucket was given, and for Packer. */
  stored: string[];
  /** What makes the component, as arguments; null for Packer. */
  command: string[] | null;
  warnings: string[];
}

/** The files that an image is made by. With a place in S3 the scripts are put there. Errors: those of plans, buckets and InvalidVersion. */
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
  const root = place && [place.prefix, 'images'].filter(Boolean).join('/');
  const component = renderComponent(image, place && `s3://${place.bucket}/${root}`);
  const command = createComponentCommand(plan, { name, version, component, folder });
  const stored = place ? await store(app, image, place.bucket, `${root}`) : [];
  return { ...common, files: [component, apply, audit], stored, command };
}

async function store(
  { bucket: s3 }: Pick<App, 'bucket'>,
  { apply, audit }: ImageScripts,
  bucket: string,
  root: string,
): Promise<string[]> {
  await s3.check(bucket, root);
  const scripts = [apply, audit].map((script) => ({ key: `${root}/${storedName(script)}`, text: script.text }));
  await Promise.all(scripts.map(({ key, text }) => s3.write(bucket, key, Buffer.from(text))));
  return scripts.map(({ key }) => `s3://${bucket}/${key}`);
}
