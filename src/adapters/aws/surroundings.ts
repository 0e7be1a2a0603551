import type { Surroundings, Trial } from '../../core/ports.ts';
import { readBucketSettings } from './bucket-settings.ts';
import type { AwsClients } from './clients.ts';
import { explain, explained } from './explain.ts';
import { decisionsFor, principalOf } from './principals.ts';

export function createSurroundings(clients: AwsClients, owner: () => Promise<string>): Surroundings {
  return {
    clockAhead: () => clockAhead(clients),
    trials: () => Promise.all(trialsOf(clients)),
    decisions: (principal, asked) => decisionsFor(clients, principal, asked),
    principalOf: (arn) => principalOf(clients, arn),
    bucketSettings: (bucket) => readBucketSettings(clients, owner, bucket),
    counts: () => counts(clients),
  };
}

interface Answered {
  response?: { headers?: Record<string, string> };
}

/** By the Date of an answer, half the time of the request taken off. */
function clockAhead(clients: AwsClients): Promise<number | null> {
  return explained({ action: 'sts:GetCallerIdentity', resource: 'your own identity' }, async () => {
    const { sdk, client } = await clients.sts();
    const command = new sdk.GetCallerIdentityCommand({});
    let ahead: number | null = null;
    command.middlewareStack.add(
      (next) => async (args) => {
        const sent = Date.now();
        const result = await next(args);
        const date = Date.parse((result as Answered).response?.headers?.['date'] ?? '');
        if (!Number.isNaN(date)) ahead = ((sent + Date.now()) / 2 - date) / 1000;
        return result;
      },
      { step: 'deserialize', name: 'winhardenClock' },
    );
    await client.send(command);
    return ahead;
  });
}

function trialsOf(clients: AwsClients): Promise<Trial>[] {
  const trial = async (service: string, action: string, ask: () => Promise<unknown>): Promise<Trial> => {
    try {
      await ask();
      return { service, action, error: null };
    } catch (error) {
      return { service, action, error: explain(error, { action, resource: '*' }) };
    }
  };
  return [
    trial('EC2', 'ec2:DescribeInstances', async () => {
      const { sdk, client } = await clients.ec2();
      return client.send(new sdk.DescribeInstancesCommand({ MaxResults: 5 }));
    }),
    trial('Systems Manager', 'ssm:DescribeInstanceInformation', async () => {
      const { sdk, client } = await clients.ssm();
      return client.send(new sdk.DescribeInstanceInformationCommand({ MaxResults: 5 }));
    }),
    trial('Systems Manager', 'ssm:ListCommands', async () => {
      const { sdk, client } = await clients.ssm();
      return client.send(new sdk.ListCommandsCommand({ MaxResults: 1 }));
    }),
    trial('Auto Scaling', 'autoscaling:DescribeAutoScalingGroups', async () => {
      const { sdk, client } = await clients.autoScaling();
      return client.send(new sdk.DescribeAutoScalingGroupsCommand({ MaxRecords: 1 }));
    }),
  ];
}

async function counts(clients: AwsClients): Promise<{ documents: number; associations: number }> {
  const { sdk, client } = await clients.ssm();
  let documents = 0;
  await explained({ action: 'ssm:ListDocuments', resource: 'all documents (*)' }, async () => {
    const own = { Filters: [{ Key: 'Owner', Values: ['Self'] }] };
    for await (const page of sdk.paginateListDocuments({ client, pageSize: 50 }, own))
      documents += page.DocumentIdentifiers?.length ?? 0;
  });
  let associations = 0;
  await explained({ action: 'ssm:ListAssociations', resource: 'all associations (*)' }, async () => {
    for await (const page of sdk.paginateListAssociations({ client, pageSize: 50 }, {}))
      associations += page.Associations?.length ?? 0;
  });
  return { documents, associations };
}
