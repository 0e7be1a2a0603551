import { strToU8, zipSync } from 'fflate';

/** A Registry.pol of DWORD values. */
export function registryPol(values: [key: string, name: string, value: number][]): Uint8Array {
  const entries = values.map(([key, name, value]) => {
    const text = `[${key}\0;${name}\0;\x04\0;\x04\0;${String.fromCharCode(value & 0xffff, value >>> 16)}]`;
    return Buffer.from(text, 'utf16le');
  });
  return Buffer.concat([Buffer.from('PReg\x01\0\0\0', 'latin1'), ...entries]);
}

const TEMPLATE = `[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n[System Access]\r\nPasswordHistorySize = 20\r\n[Privilege Rights]\r\nSeTcbPrivilege = *S-1-5-32-551\r\n`;
const AUDIT = `Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n,System,Logon,{0CCE9215-69AE-11D9-BED3-505054503030},Success,,0\r\n`;

/** A backup, zipped, with registry values, a security template and an audit policy. */
export function backup(values: [string, string, number][]): Buffer {
  const folder = '{5C0F7B3D-6A4B-4C58-9B0E-0D1B6F6C1A11}/DomainSysvol/GPO/Machine';
  const inf = Buffer.from(`\ufeff${TEMPLATE}`, 'utf16le');
  return Buffer.from(
    zipSync({
      [`${folder}/registry.pol`]: registryPol(values),
      [`${folder}/microsoft/windows nt/SecEdit/GptTmpl.inf`]: inf,
      [`${folder}/microsoft/windows nt/Audit/audit.csv`]: strToU8(AUDIT),
    }),
  );
}
