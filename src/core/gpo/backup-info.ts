import { parseXml, XmlElement, type XmlNode } from '@rgrove/parse-xml';

/** What the XML files beside a GPO's settings say of it. */
export interface BackupInfo {
  displayName?: string;
  /** The filter that decides on which machines the GPO holds. */
  wmiFilter?: string;
}

/** A hundred times what Windows writes. */
const MOST_CHARACTERS = 500_000;

/** Reads `bkupInfo.xml` or `Backup.xml`; null where it is no XML, or far too much. A DOCTYPE of its own defines nothing here. */
export function backupInfo(text: string): BackupInfo | null {
  if (text.length > MOST_CHARACTERS) return null;
  try {
    return infoOf(parseXml(text));
  } catch {
    return null;
  }
}

function infoOf(root: XmlNode): BackupInfo {
  const info: BackupInfo = {};
  for (const { name, text } of elementsBelow(root)) {
    const said = text.trim();
    if (said === '') continue;
    if (name === 'GPODisplayName' || name === 'DisplayName') info.displayName ??= said;
    if (name === 'WMIFilter') info.wmiFilter ??= said;
  }
  return info;
}

function elementsBelow(node: XmlNode): XmlElement[] {
  const children = 'children' in node ? (node.children as XmlNode[]) : [];
  const here = children.filter((child) => child instanceof XmlElement);
  return here.flatMap((child) => [child, ...elementsBelow(child)]);
}
