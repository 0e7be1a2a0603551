import { AwsError } from './error.ts';
import type { LabRequest, LabResponse } from './message.ts';
import type { Member, Shape, Structure } from './shapes.ts';
import { type ElementName, escapeXml, writeXml } from './xml.ts';

/**
 * The query protocols: a form body (`Action`, `Version`, `Filter.1.Name`, …) and an XML answer. EC2's differs in detail from that of STS and
 * Auto Scaling, which write `Names.member.1`.
 */
export type QueryDialect = 'ec2' | 'query';

type Form = Map<string, string>;

export function readForm(request: LabRequest): Form {
  return new Map(new URLSearchParams(request.body.toString('utf8')));
}

/** Builds the operation's input from the form; a parameter that the operation does not have is an error. */
export function readQuery(shape: Structure, form: Form, dialect: QueryDialect): Record<string, unknown> {
  const rest = new Map(form);
  rest.delete('Action');
  rest.delete('Version');
  const value = readStructure(shape, rest, '', {
    nameOf: inputName(dialect),
    list: dialect === 'query' ? '.member' : '',
  });
  const [unknown] = rest.keys();
  if (unknown) throw new AwsError('UnknownParameter', `The parameter ${unknown} is not recognized`);
  return value;
}

/** EC2 sends `ec2QueryName`, else the `xmlName` with a capital first letter. */
function inputName(dialect: QueryDialect): ElementName {
  return ({ traits }, name) => {
    if (dialect === 'query') return String(traits['xmlName'] ?? name);
    return String(traits['ec2QueryName'] ?? capital(String(traits['xmlName'] ?? name)));
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** How a dialect names members, and what stands between a list's name and an item's number. */
interface Naming {
  nameOf: ElementName;
  list: string;
}

function readStructure(shape: Structure, form: Form, prefix: string, naming: Naming): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, member] of shape.members) {
    const item = readMember(member, form, `${prefix}${naming.nameOf(member, name)}`, naming);
    if (item !== undefined) value[name] = item;
  }
  return value;
}

function readMember(member: Member, form: Form, key: string, naming: Naming): unknown {
  return readShape(member.shape(), form, key, naming);
}

function readShape(shape: Shape, form: Form, key: string, naming: Naming): unknown {
  if (shape.kind === 'list') return readList(shape.member(), form, `${key}${naming.list}`, naming);
  if (shape.kind !== 'structure') return take(shape, form, key);
  return hasPrefix(form, `${key}.`) ? readStructure(shape, form, `${key}.`, naming) : undefined;
}

function readList(item: Shape, form: Form, key: string, naming: Naming): unknown[] | undefined {
  const items: unknown[] = [];
  for (let index = 1; form.has(`${key}.${index}`) || hasPrefix(form, `${key}.${index}.`); index++) {
    items.push(readShape(item, form, `${key}.${index}`, naming));
  }
  return items.length > 0 ? items : undefined;
}

function hasPrefix(form: Form, prefix: string): boolean {
  return [...form.keys()].some((key) => key.startsWith(prefix));
}

function take(shape: Shape, form: Form, key: string): unknown {
  const text = form.get(key);
  if (text === undefined) return undefined;
  form.delete(key);
  if (shape.kind === 'boolean') return text === 'true';
  if (shape.kind !== 'number') return text;
  if (!/^-?\d+$/.test(text))
    throw new AwsError('InvalidParameterValue', `Value (${text}) for parameter ${key} is invalid.`);
  return Number(text);
}

const ec2Output: ElementName = ({ traits }, name) => String(traits['xmlName'] ?? name);

interface QueryAnswer {
  operation: string;
  namespace: string;
  requestId: string;
  shape: Structure;
  value: object;
}

export function writeQuery(
  dialect: QueryDialect,
  { operation, namespace, requestId, shape, value }: QueryAnswer,
): LabResponse {
  const content = writeXml(shape, value, ec2Output);
  const inner =
    dialect === 'ec2'
      ? `<requestId>${requestId}</requestId>${content}`
      : `<${operation}Result>${content}</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return xml(200, `<${operation}Response xmlns="${namespace}">${inner}</${operation}Response>`);
}

export function queryError(dialect: QueryDialect, error: AwsError, requestId: string): LabResponse {
  const detail = `<Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message>`;
  const body =
    dialect === 'ec2'
      ? `<Response><Errors><Error>${detail}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
      : `<ErrorResponse><Error><Type>Sender</Type>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return xml(error.status, body);
}

function xml(status: number, body: string): LabResponse {
  return {
    status,
    headers: { 'Content-Type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}
