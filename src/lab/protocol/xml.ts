import type { Member, Shape, Structure } from './shapes.ts';

/** How a protocol names an element: by `ec2QueryName` rules, or by the member's own name. */
export type ElementName = (member: Member, name: string) => string;

const ownName: ElementName = (member, name) => String(member.traits['xmlName'] ?? name);

/** Serialises a structure's members to XML after its shape: `xmlName`, `xmlFlattened`, list member names and timestamps. */
export function writeXml(shape: Structure, value: object, nameOf: ElementName = ownName): string {
  const parts: string[] = [];
  for (const [name, member] of shape.members) {
    const item = (value as Record<string, unknown>)[name];
    if (item === undefined || item === null || isOutsideBody(member)) continue;
    parts.push(memberXml(nameOf(member, name), member, item, nameOf));
  }
  return parts.join('');
}

function isOutsideBody({ traits }: Member): boolean {
  return 'httpHeader' in traits || 'httpPrefixHeaders' in traits || 'httpPayload' in traits;
}

function memberXml(element: string, member: Member, value: unknown, nameOf: ElementName): string {
  const shape = member.shape();
  if (shape.kind !== 'list') return `<${element}>${content(shape, value, nameOf)}</${element}>`;
  const item = shape.member();
  const flattened = 'xmlFlattened' in member.traits;
  const itemElement = flattened ? element : String(item.traits['xmlName'] ?? 'member');
  const items = (value as unknown[]).map((each) => `<${itemElement}>${content(item, each, nameOf)}</${itemElement}>`);
  return flattened ? items.join('') : `<${element}>${items.join('')}</${element}>`;
}

function content(shape: Shape, value: unknown, nameOf: ElementName): string {
  if (shape.kind === 'structure') return writeXml(shape, value as object, nameOf);
  if (value instanceof Date) return value.toISOString();
  return escapeXml(String(value));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
}
