import { randomUUID } from 'node:crypto';
import type { World } from '../world.ts';
import type { Template } from './template.ts';

/** Physical ids by logical ones. */
export type Made = Record<string, string>;

/** A value with everything that it refers to filled in. */
export function resolve(world: World, template: Template, made: Made, value: unknown): unknown {
  const again = (each: unknown) => resolve(world, template, made, each);
  if (Array.isArray(value)) return value.map(again);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return named(world, template, made, Ref);
  if (typeof attribute === 'string') return named(world, template, made, attribute);
  if (typeof text === 'string')
    return text.replaceAll(/\$\{([^!}][^}]*)\}/g, (_, name: string) => named(world, template, made, name));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, again(each)]));
}

function named({ account, region }: World, { Resources }: Template, made: Made, name: string): string {
  const pseudo: Record<string, string> = {
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const [id = '', attribute] = name.split('.');
  const physical = made[id] ?? '';
  if (pseudo[name] !== undefined) return pseudo[name];
  if (attribute !== 'Arn') return physical;
  const arns: Record<string, string> = {
    'AWS::S3::Bucket': `arn:aws:s3:::${physical}`,
    'AWS::KMS::Key': `arn:aws:kms:${region}:${account}:key/${physical}`,
    'AWS::IAM::Role': `arn:aws:iam::${account}:role/${physical}`,
    'AWS::IAM::InstanceProfile': `arn:aws:iam::${account}:instance-profile/${physical}`,
  };
  return arns[Resources[id]?.Type ?? ''] ?? physical;
}

/** The physical id that a resource gets: what its properties name, else one that CloudFormation makes. */
export function physicalId(type: string, properties: Record<string, unknown>, { account }: World): string {
  const { BucketName, Bucket, ManagedPolicyName, RoleName, InstanceProfileName, AliasName } = properties;
  if (type === 'AWS::IAM::ManagedPolicy') return `arn:aws:iam::${account}:policy/${ManagedPolicyName}`;
  return String(BucketName ?? Bucket ?? RoleName ?? InstanceProfileName ?? AliasName ?? randomUUID());
}
