import { imageFile } from './image-scripts.ts';
import type { ImageFile, ImageScripts } from './model.ts';

/** The texts that ship with winharden: a Packer template with places for Handlebars, and the user data of the machine. */
export interface PackerTexts {
  template: string;
  openSsh: string;
}

/** A Packer template (HCL2) that makes an image by the scripts beside it, and its user data. Names alone are put in. */
export async function renderPacker(image: ImageScripts, texts: PackerTexts): Promise<ImageFile[]> {
  const { default: Handlebars } = await import('handlebars');
  const fill = Handlebars.create().compile(texts.template, { noEscape: true, strict: true });
  return [imageFile('image.pkr.hcl', fill(image)), imageFile('open-ssh.ps1', texts.openSsh)];
}
