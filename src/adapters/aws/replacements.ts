import type { Replacements } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained } from './explain.ts';
import { groupRefreshes } from './group-refreshes.ts';
import { launchTemplates } from './launch-templates.ts';
import { nodegroupUpdates } from './nodegroup-updates.ts';
import { orNull } from './or-null.ts';

export function createReplacements(clients: AwsClients): Replacements {
  return {
    ...nodegroupUpdates(clients),
    ...groupRefreshes(clients),
    ...launchTemplates(clients),
    imageName: (imageId) => imageName(clients, imageId),
    parameter: (name) => parameter(clients, name),
  };
}

function imageName(clients: AwsClients, imageId: string): Promise<string | null> {
  return explained({ action: 'ec2:DescribeImages', resource: `the image ${imageId}` }, async () => {
    const { sdk, client } = await clients.ec2();
    const command = new sdk.DescribeImagesCommand({ ImageIds: [imageId], IncludeDeprecated: true });
    const gone = ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'];
    const answer = await orNull(gone, () => client.send(command));
    return answer?.Images?.[0]?.Name ?? null;
  });
}

function parameter(clients: AwsClients, name: string): Promise<string | null> {
  return explained({ action: 'ssm:GetParameter', resource: name }, async () => {
    const { sdk, client } = await clients.ssm();
    const answer = await orNull(['ParameterNotFound'], () => client.send(new sdk.GetParameterCommand({ Name: name })));
    return answer?.Parameter?.Value ?? null;
  });
}
