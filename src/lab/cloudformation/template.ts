import { parse, type ScalarTag } from 'yaml';
import { AwsError } from '../protocol/error.ts';

interface Resource {
  Type: string;
  DeletionPolicy?: string;
  Properties?: Record<string, unknown>;
}

export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown }>;
}

/** `!Ref X` is `{Ref: X}`, and so on. */
const TAGS: ScalarTag[] = [
  ['!Ref', 'Ref'],
  ['!Sub', 'Fn::Sub'],
  ['!GetAtt', 'Fn::GetAtt'],
].map(([tag = '', name = '']) => ({ tag, resolve: (text: string) => ({ [name]: text }) }));

/** What the lab can make; anything else it does not pretend to. */
const TYPES = [
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
];

/** Reads YAML or JSON. Errors: ValidationError, in CloudFormation's words. */
export function readTemplate(text: string): Template {
  const template = parsed(text);
  const { Resources = {} } = template ?? {};
  if (Object.keys(Resources).length === 0)
    throw invalid('Template format error: At least one Resources member must be defined.');
  const unknown = Object.values(Resources).flatMap(({ Type }) => (TYPES.includes(Type) ? [] : [Type]));
  if (unknown.length > 0) throw invalid(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`);
  const missing = referencesIn(template).filter((id) => !id.startsWith('AWS::') && !Object.hasOwn(Resources, id));
  if (missing.length > 0)
    throw invalid(
      `Template format error: Unresolved resource dependencies [${[...new Set(missing)].join(', ')}] in the Resources block of the template`,
    );
  return template;
}

function parsed(text: string): Template {
  try {
    return parse(text, { customTags: TAGS }) as Template;
  } catch (error) {
    throw invalid(`Template format error: YAML not well-formed. ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Ids of all that is referred to. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return [Ref];
  if (typeof attribute === 'string') return [attribute.split('.')[0] ?? ''];
  if (typeof text === 'string')
    return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) =>
      name.startsWith('AWS::') ? name : (name.split('.')[0] ?? ''),
    );
  return Object.values(value).flatMap(referencesIn);
}

/** Resources in an order in which each comes after what it refers to. */
export function inOrder({ Resources }: Template): string[] {
  const order: string[] = [];
  const visit = (id: string) => {
    if (order.includes(id) || !Object.hasOwn(Resources, id)) return;
    for (const needed of referencesIn(Resources[id])) if (needed !== id) visit(needed);
    order.push(id);
  };
  for (const id of Object.keys(Resources)) visit(id);
  return order;
}

export const invalid = (message: string) => new AwsError('ValidationError', message);
