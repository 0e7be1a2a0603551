import { createHash } from 'node:crypto';
import { EXIT, WinhardenError } from '../errors.ts';
import type { Plan } from '../plan/model.ts';
import type { ImageFile } from './model.ts';

/** CreateComponent as the AWS CLI takes it. The same document, name and version have the same token, so that it may be repeated. */
export function createComponentCommand(
  { controls }: Pick<Plan, 'controls'>,
  { name, version, component, folder }: { name: string; version: string; component: ImageFile; folder: string },
): string[] {
  const token = createHash('sha256').update(`${name}/${version}/${component.hash}`).digest('hex').slice(0, 36);
  return [
    ...['aws', 'imagebuilder', 'create-component', '--name', name, '--semantic-version', validVersion(version)],
    ...['--platform', 'Windows', '--supported-os-versions', ...releasesOf(controls).map(osVersion)],
    ...['--data', `file://${folder}/${component.name}`, '--client-token', token],
  ];
}

const RELEASES = [2016, 2019, 2022, 2025];
const osVersion = (release: number) => `Microsoft Windows Server ${release}`;

/** Releases that some control is for; all where one is for any. */
function releasesOf(controls: Plan['controls']): number[] {
  const named = new Set(controls.flatMap(({ when }) => when?.release ?? RELEASES));
  return RELEASES.filter((release) => named.has(release as never));
}

function validVersion(version: string): string {
  if (/^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version)) return version;
  throw new WinhardenError({
    code: 'InvalidVersion',
    message: `"${version}" is no version of a component, which has three numbers`,
    suggestions: ['Write it as --component-version 1.2.3.'],
    exit: EXIT.usage,
  });
}
