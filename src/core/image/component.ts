import { stringify } from 'yaml';
import { imageFile } from './image-scripts.ts';
import type { ImageFile, ImageScripts } from './model.ts';

/** Only SYSTEM and Administrators may change what SYSTEM wrote there. */
const FOLDER = 'C:\\Windows\\Temp';

/**
 * A component document of EC2 Image Builder (TOE, schema 1.0): apply when an image is built, an audit that must find it
 * compliant before the snapshot, and the same audit on an instance made from it. The scripts come from S3, because no engine fits
 * into the 16,000 characters that CreateComponent takes (EC2 Image Builder API reference, `data`), and run only if they are the very bytes that this document was made for.
 * `scripts` is where they are, `s3://bucket/folder`; without it a recipe has to say.
 */
export function renderComponent(image: ImageScripts, scripts?: string): ImageFile {
  const apply = ['-RunId', image.runId, '-Reboot', 'if-required'];
  const judge = [...fetched(image.audit), run('Audit', image.audit, ['-FailOn', 'notCompliant'])];
  const document = {
    name: image.name,
    description: `Applies ${image.name} to an image and proves it, run ${image.runId}.`,
    schemaVersion: '1.0',
    parameters: [
      {
        Scripts: {
          type: 'string',
          ...(scripts !== undefined && { default: scripts }),
          description: 'The folder in S3 with the scripts of winharden, s3://bucket/folder.',
        },
      },
    ],
    phases: [
      { name: 'build', steps: [...fetched(image.apply), run('Apply', image.apply, apply)] },
      { name: 'validate', steps: judge },
      { name: 'test', steps: judge },
    ],
  };
  return imageFile('component.yaml', stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }));
}

/** The key of a file below its folder: by content, so that no later one ever takes its place. */
export function storedName({ hash, name }: ImageFile): string {
  return `${hash}/${name}`;
}

function fetched(script: ImageFile): object[] {
  const source = `{{ Scripts }}/${storedName(script)}`;
  const inputs = [{ source, destination: `${FOLDER}\\${script.name}` }];
  return [{ name: 'Fetch', action: 'S3Download', timeoutSeconds: 300, onFailure: 'Abort', maxAttempts: 3, inputs }];
}

/**
 * The script in a PowerShell of its own, so that its exit code is the step's: 3010 has TOE restart Windows and run the same step
 * again. The pass after the restart is known by its command, and whether TOE hands on the agent's id for it is not documented.
 */
function run(name: string, script: ImageFile, args: string[]): object {
  const command = [
    'Set-StrictMode -Version 3',
    "$ErrorActionPreference = 'Stop'",
    `$script = '${FOLDER}\\${script.name}'`,
    '$digest = [Security.Cryptography.SHA256]::Create().ComputeHash([IO.File]::ReadAllBytes($script))',
    "$hash = [BitConverter]::ToString($digest).Replace('-', '')",
    `if ($hash -ne '${script.hash}') { throw "$script is not the script that this component was made for: its SHA-256 is $hash" }`,
    "$env:SSM_COMMAND_ID = ''",
    `& "$env:SystemRoot\\System32\\WindowsPowerShell\\v1.0\\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $script ${args.join(' ')}`,
    'if ($LASTEXITCODE -ne 3010) { [IO.File]::Delete($script) }',
    'exit $LASTEXITCODE',
  ];
  const inputs = { commands: [`${command.join('\n')}\n`] };
  return { name, action: 'ExecutePowerShell', timeoutSeconds: 7200, onFailure: 'Abort', maxAttempts: 1, inputs };
}
