import { AwsError } from './error.ts';
import type { LabRequest, LabResponse } from './message.ts';
import { wireName } from './rest-json.ts';
import type { Member, Shape, Structure } from './shapes.ts';

/** AWS JSON 1.1: one POST per operation, the operation's name in `X-Amz-Target`, timestamps as epoch seconds. */
const CONTENT_TYPE = 'application/x-amz-json-1.1';

export function readJson(request: LabRequest): Record<string, unknown> {
  const text = request.body.toString('utf8');
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // answered below: not JSON, or JSON that is no object
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}

export function writeJson(shape: Structure, value: object, contentType = CONTENT_TYPE): LabResponse {
  return { status: 200, headers: { 'Content-Type': contentType }, body: JSON.stringify(toJson(shape, value)) };
}

export function jsonError(error: AwsError): LabResponse {
  const body = JSON.stringify({ __type: error.code, message: error.message });
  return { status: error.status, headers: { 'Content-Type': CONTENT_TYPE, 'x-amzn-ErrorType': error.code }, body };
}

/** A value as JSON carries it: dates as the shape's timestamp format says, undefined left out. */
function toJson(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return shape.kind === 'timestamp' ? timeOf(shape.format, value) : undefined;
  if (shape.kind === 'list') return (value as unknown[]).map((item) => toJson(shape.member(), item));
  if (shape.kind === 'structure') {
    const members = Object.entries(value).map(([name, item]) => {
      const member = memberOf(shape, name);
      return [wireName(name, member), toJson(member.shape(), item)];
    });
    return Object.fromEntries(members);
  }
  return shape.kind === 'map' ? mapValues(value, (_, item) => toJson(shape.value(), item)) : value;
}

const timeOf = (format: string, time: Date) => (format === 'date-time' ? time.toISOString() : time.getTime() / 1000);

function memberOf(shape: Structure, name: string): Member {
  const member = shape.members.get(name);
  if (!member) throw new Error(`${shape.name} has no member ${name}.`);
  return member;
}

function mapValues(value: unknown, change: (name: string, item: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(value as object).map(([name, item]) => [name, change(name, item)]));
}
