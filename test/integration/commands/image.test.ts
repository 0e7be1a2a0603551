import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RenderedImage } from '../../../src/actions/render-image.ts';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

describe('what makes an image', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);
  const render = (format: string, ...more: string[]) => [
    'render',
    '--baseline',
    'eks-node',
    '--format',
    format,
    ...more,
  ];
  const inHome = (name: string) => join(home.path, name);

  it('for EC2 Image Builder is a component, its scripts in S3 by content, and the command', async () => {
    const [out, lab] = [inHome('component'), inHome('lab')];
    const args = render('image-builder', '--out', out, '--bucket', 'winharden-lab', '--prefix', '/a/b/', '--lab', lab);
    const answer = await winharden([...args, '--component-version', '2.0.1', '--json'], home.path, FAST_LAB);
    const { files, stored, command } = resultOf<RenderedImage>(answer, 'render-result');
    for (const { name, text } of files) equal(readFileSync(join(out, name), 'utf8'), text);
    deepEqual(
      stored,
      files.map(({ name, hash }) => `s3://winharden-lab/a/b/images/${hash}/${name}`),
    );
    const kept = globSync('**/*', { cwd: lab, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    for (const { text } of files) ok(kept.includes(text), 'the bucket has it');
    match(files[0]?.text ?? '', /default: s3:\/\/winharden-lab\/a\/b\/images$/m);
    deepEqual(command?.slice(0, 7), [
      ...['aws', 'imagebuilder', 'create-component', '--name', 'winharden-eks-node', '--semantic-version', '2.0.1'],
    ]);
    const told = await winharden(args, home.path, FAST_LAB);
    match(
      told.stdout,
      /^ {2}aws imagebuilder create-component .*'Microsoft Windows Server 2022'.* --client-token [0-9a-f]{36}$/m,
    );
  });

  it('without a bucket asks nothing of AWS, and says where the scripts have to go', async () => {
    const told = await winharden(render('image-builder', '--out', inHome('alone')), home.path);
    equal(told.code, 0, told.stderr);
    match(told.stdout, /Put the scripts into S3 as <SHA-256>\/<name>.*--bucket/);
  });

  it('for Packer is a template with its scripts', async () => {
    const out = inHome('packer');
    const answer = await winharden([...render('packer', '--out', out), '--json'], home.path);
    const { command, stored } = resultOf<RenderedImage>(answer, 'render-result');
    deepEqual([command, stored], [null, []]);
    deepEqual(readdirSync(out).sort(), [
      'image.pkr.hcl',
      'open-ssh.ps1',
      'winharden-eks-node-apply.ps1',
      'winharden-eks-node-audit.ps1',
    ]);
  });

  const wrong = (args: string[], code: string, message: RegExp, next: RegExp) =>
    refuses(args, home.path, {}, { exit: 2, code, message, next });
  const out = ['--out', inHome('never')];
  it('needs a folder', () => wrong(render('packer'), 'NoFolder', /several files/, /--out image/));
  it('takes no operation', () =>
    wrong(render('packer', ...out, '--operation', 'audit'), 'NoOperation', /--operation audit means nothing/, /ps1/));
  it('refuses what is no version', () =>
    wrong(render('image-builder', ...out, '--component-version', 'v1'), 'InvalidVersion', /"v1"/, /1\.2\.3/));
  it('refuses a folder in S3 that TOE would read otherwise', () =>
    wrong(
      render('image-builder', ...out, '--bucket', 'b', '--prefix', '{{ x }}'),
      'InvalidPrefix',
      /"\{\{ x \}\}"/,
      /--prefix/,
    ));
  it('leaves nothing behind where it was refused', () => ok(!readdirSync(home.path).includes('never')));

  it('is refused where the bucket is not there, before anything is written', async () => {
    const lab = ['--bucket', 'nobody', '--lab'];
    const expected = { exit: 1, code: 'NoSuchBucket', message: /the bucket nobody.* does not exist/, next: /--bucket/ };
    await refuses(render('image-builder', ...out, ...lab), home.path, { ...FAST_LAB, WINHARDEN_QUIET: '1' }, expected);
  });
});
