import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { option, string } from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { awsFlags, pastAwsFlags, pastFlags, policyFlags } from '../terminal/flags.ts';
import { PastCommand } from '../terminal/past-command.ts';
import { policyChoice } from '../terminal/run-input.ts';
import { imageView } from '../terminal/views/image-view.ts';
import { renderView } from '../terminal/views/render-view.ts';

type ImageFormat = 'image-builder' | 'packer';

export default class Render extends PastCommand {
  /** With --bucket alone. */
  static override optionalActions = ['s3:ListBucket', 's3:PutObject', 'kms:GenerateDataKey'];
  static override summary =
    'Print the SSM document or PowerShell script that nodes would run, or write what makes an image.';
  static override description =
    'The script runs by itself with `powershell.exe -File`, prints what a node prints under SSM, keeps that in -ReportFile too, and ' +
    'ends with 3 under -FailOn notCompliant where a control is neither met nor waived. For an image, --out is a folder: a component of ' +
    'EC2 Image Builder, or a Packer template, with the same two scripts, apply and audit. A component takes its scripts from S3: ' +
    '--bucket puts them there. The same plan always gives the same bytes.';
  static override usage =
    'render --baseline NAME [--operation audit|apply|rollback] [--format ssm-yaml|ssm-json|ps1|image-builder|packer] [--out FILE|DIR]';
  static override examples = [
    {
      description: 'The document that apply publishes:',
      command: '<%= config.bin %> render --baseline cis-l1 --operation apply',
    },
    {
      description: 'A script for an image pipeline:',
      command: '<%= config.bin %> render --baseline cis-l1 --operation apply --format ps1 --out harden.ps1',
    },
    {
      description: 'A component of EC2 Image Builder, and the command that makes it:',
      command: '<%= config.bin %> render --baseline cis-l1 --format image-builder --out image --bucket my-results',
    },
    {
      description: 'A Packer template:',
      command: '<%= config.bin %> render --baseline cis-l1 --baseline eks-node --format packer --out image',
    },
  ];
  static override flags = {
    ...policyFlags,
    operation: option({
      options: ['audit', 'apply', 'rollback'] as const,
      summary: 'What it does on a node; audit where nothing is said. An image takes apply and audit.',
      env: 'WINHARDEN_OPERATION',
    })(),
    format: option({
      options: ['ssm-yaml', 'ssm-json', 'ps1', 'image-builder', 'packer'] as const,
      summary: 'An SSM document, the script alone, or the files that make an image.',
      env: 'WINHARDEN_RENDER_FORMAT',
      default: 'ssm-yaml',
    })(),
    out: string({
      helpValue: 'FILE|DIR',
      summary: 'Write it here instead of to stdout; for an image a folder, which it needs.',
      env: 'WINHARDEN_OUT',
    }),
    'component-version': string({
      helpValue: 'N.N.N',
      summary: 'Version of the Image Builder component. A version that is there is never changed.',
      env: 'WINHARDEN_COMPONENT_VERSION',
      default: '1.0.0',
    }),
    bucket: string({
      helpGroup: 'result',
      helpValue: 'NAME',
      summary: 'S3 bucket that gets the scripts of an Image Builder component, under their SHA-256.',
      env: 'WINHARDEN_BUCKET',
    }),
    prefix: pastFlags.prefix,
    'bucket-owner': pastFlags['bucket-owner'],
    region: pastAwsFlags.region,
    profile: awsFlags.profile,
    lab: awsFlags.lab,
  };

  async run() {
    const { flags } = await this.parse(Render);
    const { format } = flags;
    if (format === 'image-builder' || format === 'packer') return this.renderImage(format, flags);
    const { operation = 'audit', out } = flags;
    const { app } = await this.openSession({});
    const { renderDocument } = await import('../actions/render-document.ts');
    const { warnings, ...rendered } = await renderDocument(app, { ...policyChoice(flags), operation, format });
    for (const warning of warnings) this.warn(warning);
    if (out) await writeFile(out, rendered.text);
    this.show((style) => renderView(rendered, out, style));
    return { ...rendered, operation, format, out: out ?? null };
  }

  private async renderImage(format: ImageFormat, flags: InferredFlags<typeof Render.flags>) {
    const { operation, out, 'component-version': version } = flags;
    if (operation) throw noOperation(format, operation);
    if (!out) throw noFolder(format);
    const bucket = format === 'packer' ? undefined : flags.bucket;
    const { app, place } = await this.openPast({ ...flags, bucket, lab: bucket && flags.lab });
    const { renderImage } = await import('../actions/render-image.ts');
    const choice = { ...policyChoice(flags), format, folder: out, version, ...(place && { place }) };
    const { warnings, ...image } = await renderImage(app, choice);
    for (const warning of warnings) this.warn(warning);
    await mkdir(out, { recursive: true });
    await Promise.all(image.files.map(({ name, text }) => writeFile(join(out, name), text)));
    this.show((style) => imageView(image, out, style));
    return { ...image, format, out };
  }
}

const noOperation = (format: string, operation: string) =>
  new WinhardenError({
    code: 'NoOperation',
    message: `--operation ${operation} means nothing with --format ${format}: an image is made by apply and judged by audit`,
    suggestions: ['Leave --operation out, or render a script with --format ps1.'],
    exit: EXIT.usage,
  });

const noFolder = (format: string) =>
  new WinhardenError({
    code: 'NoFolder',
    message: `--format ${format} makes several files, and no folder was given`,
    suggestions: ['Name one: --out image'],
    exit: EXIT.usage,
  });
