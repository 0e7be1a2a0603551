import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { Replacements } from '../../core/ports.ts';
import type { TemplateData, TemplateRef, TemplateVersion } from '../../core/replace/model.ts';
import type { AwsClients } from './clients.ts';
import { explained, notAws } from './explain.ts';
import { orNull } from './or-null.ts';

const GONE = [
  'InvalidLaunchTemplateId.NotFound',
  'InvalidLaunchTemplateId.NotFoundException',
  'InvalidLaunchTemplateId.VersionNotFound',
];

/** Versions of launch templates. */
export function launchTemplates(clients: AwsClients): Pick<Replacements, 'template' | 'newVersion'> {
  return {
    template: (ref) => template(clients, ref),
    newVersion: (from, data) => newVersion(clients, from, data),
  };
}

function template(clients: AwsClients, { id, version }: TemplateRef): Promise<TemplateVersion | null> {
  const call = { action: 'ec2:DescribeLaunchTemplateVersions', resource: `the launch template ${id}` };
  return explained(call, async () => {
    const { sdk, client } = await clients.ec2();
    const command = new sdk.DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: [version] });
    const answer = await orNull(GONE, () => client.send(command));
    const [found] = answer?.LaunchTemplateVersions ?? [];
    return found ? versionOf(id, found) : null;
  });
}

function versionOf(id: string, { VersionNumber, LaunchTemplateData }: LaunchTemplateVersion): TemplateVersion {
  const { ImageId, KeyName, MetadataOptions } = LaunchTemplateData ?? {};
  const { State: _, ...metadata } = MetadataOptions ?? {};
  return {
    id,
    version: String(VersionNumber ?? ''),
    imageId: ImageId ?? null,
    keyName: KeyName ?? null,
    metadata: MetadataOptions ? metadata : null,
  };
}

function newVersion(clients: AwsClients, { id, version }: TemplateRef, data: TemplateData): Promise<string> {
  const call = { action: 'ec2:CreateLaunchTemplateVersion', resource: `the launch template ${id}` };
  return explained(call, async () => {
    const { sdk, client } = await clients.ec2();
    const command = new sdk.CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: id,
      SourceVersion: version,
      VersionDescription: `winharden: image ${data.ImageId}`,
      LaunchTemplateData: data,
    });
    const { LaunchTemplateVersion: made } = await client.send(command);
    if (made?.VersionNumber === undefined) throw notAws(call, {});
    return String(made.VersionNumber);
  });
}
