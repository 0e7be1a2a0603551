import { equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintEksctl } from '../../../../src/actions/lint-eksctl.ts';
import { createPolicyFiles } from '../../../../src/adapters/disk/policy-files.ts';
import { plainStyle } from '../../../../src/terminal/style.ts';
import { lintView } from '../../../../src/terminal/views/lint-view.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const policy = {
  ...createPolicyFiles(ROOT),
  readUserFile: async (path: string) => ({ path, text: read(`examples/eksctl/${path}`) }),
};
const told = async (file: string, fix: boolean) => {
  const { mendedFiles, ...result } = await lintEksctl({ policy }, { files: [file], fix });
  return { result, text: `${lintView(result, { dryRun: fix }, plainStyle)}\n`, mendedFiles };
};

describe('eksctl: examples', () => {
  it('the good one is clean', async () => {
    const { text } = await told('hardened.yaml', false);
    equal(text, '0 errors, 0 warnings, 0 notes, 1 waived (1 Windows node group in 1 file; 1 other not judged)\n');
  });

  it('the weak one has the findings that are told beside it', async () => {
    equal((await told('weak.yaml', false)).text, read('examples/eksctl/weak.findings.txt'));
  });

  it('the weak one is mended as the difference beside it shows, and no further the second time', async () => {
    const { result, mendedFiles } = await told('weak.yaml', true);
    equal(`${result.files[0]?.diff}\n`, read('examples/eksctl/weak.fixed.diff'));
    const [mended] = mendedFiles;
    const again = await lintEksctl(
      { policy: { ...policy, readUserFile: async () => mended ?? { path: '', text: '' } } },
      { files: ['weak.yaml'], fix: true },
    );
    equal(again.fixed.length, 0);
    equal(again.findings.length, result.findings.length);
  });
});
