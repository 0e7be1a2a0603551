import { AwsError } from './error.ts';
import { header, type LabRequest, type LabResponse } from './message.ts';
import type { Member, Shape, Structure } from './shapes.ts';
import { escapeXml, writeXml } from './xml.ts';

/** REST-XML as S3 speaks it: input in path, query and headers, output in headers and an XML or raw body. */
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Input members from query and headers; `labels` are those that the path gave. Bodies are read by the operation itself. */
export function readRest(
  shape: Structure,
  request: LabRequest,
  labels: Record<string, string>,
): Record<string, unknown> {
  const value: Record<string, unknown> = { ...labels };
  for (const [name, { traits, shape: target }] of shape.members) {
    const text = textOf(traits, request);
    if (text !== undefined) value[name] = parse(target(), text, name);
    const prefix = traits['httpPrefixHeaders'];
    if (prefix !== undefined) value[name] = prefixedHeaders(request, String(prefix));
  }
  return value;
}

function textOf(traits: Member['traits'], request: LabRequest): string | undefined {
  if ('httpQuery' in traits) return request.query.get(String(traits['httpQuery'])) ?? undefined;
  return 'httpHeader' in traits ? header(request, String(traits['httpHeader'])) : undefined;
}

function parse(shape: Shape, text: string, name: string): unknown {
  if (shape.kind === 'boolean') return text === 'true';
  if (shape.kind === 'timestamp') return new Date(text);
  if (shape.kind === 'list') return text.split(',').map((item) => item.trim());
  if (shape.kind !== 'number') return text;
  if (!/^\d+$/.test(text)) throw new AwsError('InvalidArgument', `Provided ${name} not an integer: ${text}`);
  return Number(text);
}

function prefixedHeaders(request: LabRequest, prefix: string): Record<string, string> {
  const own = Object.entries(request.headers).filter(([name]) => name.startsWith(prefix.toLowerCase()));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}

/** The answer: members with `httpHeader` as headers, a payload member as the raw body, the rest as XML. */
export function writeRest(shape: Structure, root: string, value: object, status = 200): LabResponse {
  const values = value as Record<string, unknown>;
  const headers: Record<string, string> = {};
  for (const [name, member] of shape.members) addHeaders(headers, member, values[name]);
  const payload = [...shape.members].find(([, { traits }]) => 'httpPayload' in traits);
  if (payload) return { status, headers, ...payloadOf(payload[1], values[payload[0]]) };
  return { status, headers: { ...headers, ...xmlType(shape) }, body: xmlBody(shape, root, values) };
}

/** A structure as XML under its own name, anything else as it is. */
function payloadOf(member: Member, value: unknown): Pick<LabResponse, 'body'> {
  const shape = member.shape();
  if (shape.kind !== 'structure') return { body: (value as Buffer | undefined) ?? '' };
  return { body: xmlBody(shape, shape.name, value as object) };
}

function addHeaders(headers: Record<string, string>, { traits }: Member, value: unknown): void {
  if (value === undefined) return;
  if ('httpHeader' in traits) headers[String(traits['httpHeader'])] = headerText(value);
  if ('httpPrefixHeaders' in traits) {
    for (const [name, text] of Object.entries(value as object)) headers[`${traits['httpPrefixHeaders']}${name}`] = text;
  }
}

function headerText(value: unknown): string {
  return value instanceof Date ? value.toUTCString() : String(value);
}

function hasXmlBody(shape: Structure): boolean {
  return [...shape.members.values()].some(({ traits }) => !('httpHeader' in traits || 'httpPrefixHeaders' in traits));
}

function xmlType(shape: Structure): Record<string, string> {
  return hasXmlBody(shape) ? { 'Content-Type': 'application/xml' } : {};
}

function xmlBody(shape: Structure, root: string, values: object): string {
  if (!hasXmlBody(shape)) return '';
  const element = String(shape.traits['xmlName'] ?? root);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${element} xmlns="${NAMESPACE}">${writeXml(shape, values)}</${element}>`;
}

export function restXmlError(error: AwsError, resource: string, requestId: string): LabResponse {
  const detail = `<Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message>`;
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${detail}<Resource>${escapeXml(resource)}</Resource><RequestId>${requestId}</RequestId></Error>`;
  return { status: error.status, headers: { 'Content-Type': 'application/xml' }, body };
}
