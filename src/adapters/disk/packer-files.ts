import type { PackerFiles } from '../../core/ports.ts';
import { readPackageFile } from './package-file.ts';

const FOLDER = 'documents/packer';

/** What a Packer template is made of, from the package at `root`. Errors: BrokenInstallation. */
export function createPackerFiles(root: string): PackerFiles {
  return {
    async read() {
      const [template, openSsh] = await Promise.all([
        readPackageFile(root, `${FOLDER}/image.pkr.hcl.hbs`),
        readPackageFile(root, `${FOLDER}/open-ssh.ps1`),
      ]);
      return { template, openSsh };
    },
  };
}
