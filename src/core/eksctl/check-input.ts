import { EXIT, WinhardenError } from '../errors.ts';
import type { GenerateInput } from './generate.ts';

/** What a flag has to look like, and an example. */
interface Form {
  flag: string;
  value: string | undefined;
  form: RegExp;
  like: string;
}

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** The forms of AWS and eksctl: names make CloudFormation stacks, which take letters, digits and hyphens. */
function formsOf(input: GenerateInput): Form[] {
  const name = /^[A-Za-z][A-Za-z0-9-]{0,62}$/;
  return [
    { flag: '--cluster', value: input.cluster, form: name, like: 'my-cluster' },
    { flag: '--name', value: input.nodeGroup, form: name, like: 'windows-ng' },
    { flag: '--region', value: input.region, form: /^[a-z]{2}(-[a-z]+)+-\d+$/, like: 'eu-west-1' },
    { flag: '--kubernetes-version', value: input.kubernetesVersion, form: /^1\.\d{2}$/, like: '1.35' },
    { flag: '--instance-type', value: input.instanceType, form: /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, like: 'm6i.large' },
    {
      flag: '--kms-key',
      value: input.kmsKey,
      form: /^(arn:aws[a-z-]*:kms:\S+|[0-9a-f-]{36}|mrk-[0-9a-f]{32})$/,
      like: ARN,
    },
    { flag: '--secrets-kms-key', value: input.secretsKmsKey, form: /^arn:aws[a-z-]*:kms:\S+:key\/\S+$/, like: ARN },
    ...input.subnets.map((value) => ({
      flag: '--subnet',
      value,
      form: /^subnet-[0-9a-f]{8,17}$/,
      like: 'subnet-0a1b2c3d4e5f60718',
    })),
  ];
}

/** Graviton: `m7g.large`, `c6gn.xlarge`; there is no Windows for it. */
const ARM = /^[a-z]+\d+g[a-z]*\./;

/** Refuses what eksctl or AWS would refuse later. Errors: InvalidValue, InvalidSizes, NoWindows, SubnetsNeeded. */
export function checkInput(input: GenerateInput): void {
  for (const { flag, value, form, like } of formsOf(input))
    if (value !== undefined && !form.test(value))
      throw usage('InvalidValue', `${flag} "${value}" has not the form that AWS takes`, `write it as ${flag} ${like}`);
  const { min, desired, max } = input.nodes;
  if (min > desired || desired > max)
    throw usage(
      'InvalidSizes',
      `${min} nodes at least, ${desired} to start with and ${max} at most contradict each other`,
      'choose --min, --nodes and --max in this order',
    );
  if (ARM.test(input.instanceType))
    throw usage(
      'NoWindows',
      `${input.instanceType} has ARM processors, for which there is no Windows Server`,
      'choose an x86 type such as m6i.large',
    );
  if (!input.nodeGroupOnly && input.subnets.length === 1)
    throw usage(
      'SubnetsNeeded',
      'one subnet is not enough for a cluster, which wants two in different zones',
      'name another --subnet, or add --nodegroup-only for a cluster that is there',
    );
}

const usage = (code: string, message: string, suggestion: string) =>
  new WinhardenError({ code, message, suggestions: [suggestion], exit: EXIT.usage });
