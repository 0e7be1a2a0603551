import { AwsError } from './error.ts';
import type { LabRequest } from './message.ts';
import type { Member, OperationShape, Shape, Structure } from './shapes.ts';

/** Whether a request is for an operation, by its method and its path; a label stands for one part of the path. */
export function matchPath({ http }: OperationShape, { method, path }: LabRequest): boolean {
  return http?.method === method && partsOf(http.path, path) !== undefined;
}

/** Members of the input that stand in the path and in the query. */
export function inputOf({ http, input }: OperationShape, request: LabRequest): Record<string, unknown> {
  const found: Record<string, unknown> = partsOf(http?.path ?? '', request.path) ?? {};
  for (const [name, { traits, shape }] of input.members) {
    const texts = 'httpQuery' in traits ? request.query.getAll(String(traits['httpQuery'])) : [];
    if (texts.length > 0) found[name] = shape().kind === 'list' ? texts : fromText(shape(), texts[0] as string, name);
  }
  return found;
}

/** The labels' texts, by name. */
function partsOf(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('?')[0]?.split('/') ?? [];
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] as string;
    if (part.startsWith('{') && text !== '') parts[part.replace(/^\{|\+?\}$/g, '')] = decodeURIComponent(text);
    else if (part !== text) return undefined;
  }
  return parts;
}

function fromText(shape: Shape, text: string, name: string): unknown {
  if (shape.kind === 'boolean') return text === 'true';
  if (shape.kind !== 'number') return text;
  if (!/^-?\d+$/.test(text)) throw new AwsError('SerializationException', `${name} is no number: ${text}`);
  return Number(text);
}

/** A body with the names that its members have in the SDK: some services write them otherwise (`jsonName`). */
export function fromJson(shape: Structure, value: Record<string, unknown>): Record<string, unknown> {
  const names = new Map([...shape.members].map(([name, member]) => [wireName(name, member), name]));
  return Object.fromEntries(
    Object.entries(value).map(([wire, item]) => {
      const name = names.get(wire) ?? wire;
      return [name, itemOf(shape.members.get(name)?.shape(), item)];
    }),
  );
}

function itemOf(shape: Shape | undefined, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !shape) return value;
  if (shape.kind === 'structure') return fromJson(shape, value as Record<string, unknown>);
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((item) => itemOf(shape.member(), item));
  if (shape.kind !== 'map') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, itemOf(shape.value(), item)]));
}

/** What a member is called in JSON. */
export const wireName = (name: string, { traits }: Member): string => String(traits['jsonName'] ?? name);
