import type {
  GetParameterRequest,
  GetParameterResult,
  GetParametersRequest,
  GetParametersResult,
  Parameter,
} from '@aws-sdk/client-ssm';
import { imageParameters } from '../ec2/images.ts';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';

/** The public parameters that name the latest EKS optimised Windows images; the account has none of its own. */
export function getParameter(world: World, { Name = '' }: GetParameterRequest): GetParameterResult {
  const found = parameters(world).get(Name);
  if (!found) throw new AwsError('ParameterNotFound', '');
  return { Parameter: found };
}

/** Those that are not there are named, and are no error. */
export function getParameters(world: World, { Names = [] }: GetParametersRequest): GetParametersResult {
  const known = parameters(world);
  return {
    Parameters: Names.flatMap((name) => known.get(name) ?? []),
    InvalidParameters: Names.filter((name) => !known.has(name)),
  };
}

function parameters({ region, clock }: World): Map<string, Parameter> {
  const all = [...imageParameters(clock.now())].map(([Name, { value, version, written }]) => {
    const parameter: Parameter = {
      Name,
      Type: 'String',
      Value: value,
      Version: version,
      LastModifiedDate: written,
      ARN: `arn:aws:ssm:${region}::parameter${Name}`,
      DataType: 'text',
    };
    return [Name, parameter] as const;
  });
  return new Map(all);
}
