import { deepEqual, equal, match } from 'node:assert/strict';
import { auditReading } from '../../../../src/core/gpo/audit-reading.ts';
import { readText } from '../../../../src/core/gpo/read-text.ts';
import { sample } from './samples.ts';

const GUID = '{0cce9215-69ae-11d9-bed3-505054503030}';
const HEAD =
  'Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value';
const read = (...rows: string[]) => auditReading([HEAD, ...rows].join('\r\n'));

describe('audit.csv', () => {
  it('of a real backup has the rows that are known to be in it', () => {
    for (const [bytes, rows] of [
      [sample.stigAudit(), 22],
      [sample.communityAudit(), 26],
    ] as const) {
      const { demands, unsupported } = auditReading(readText(bytes));
      deepEqual([demands.length, unsupported.length], [rows, 0]);
    }
    const backup = auditReading(readText(sample.auditpolBackup()));
    deepEqual([backup.demands.length, backup.unsupported.length], [59, 6]);
  });

  it('goes by the number and by position, not by words in some language', () => {
    const { demands } = auditReading(
      `Computer,Ziel,X,Y,Z,A,B\n,System,"Anmelden, alle",${GUID},Erfolg und Fehler,,3\n`,
    );
    deepEqual(demands[0]?.address, { subcategory: GUID.toUpperCase() });
    deepEqual(demands[0]?.expect, { equals: ['Success', 'Failure'] });
    equal(demands[0]?.title, 'Audit Anmelden, alle');
    deepEqual(read(`,System,Audit Logon,${GUID},Succes,,1`).demands[0]?.expect, { equals: ['Success'] });
  });

  it('takes 0 for no auditing in a backup of auditpol, for no change in a GPO, where 4 is no auditing', () => {
    deepEqual(read(`HOST,System,Logon,${GUID},No Auditing,,0`).demands[0]?.expect, { equals: [] });
    deepEqual(read(`,System,Logon,${GUID},No Auditing,,4`).demands[0]?.expect, { equals: [] });
    match(read(`,System,Logon,${GUID},No Auditing,,0`).unsupported[0]?.reason ?? '', /leaves a subcategory as it is/);
  });

  it('lists what is no subcategory of the system', () => {
    match(read(`,S-1-5-32-545,Logon,${GUID},,,1`).unsupported[0]?.reason ?? '', /single user/);
    match(read(`,System,Logon,${GUID},,,77`).unsupported[0]?.reason ?? '', /no number/);
    match(read(',System,Logon,{1},,,1').unsupported[0]?.reason ?? '', /no GUID/);
    match(read(',,Option:CrashOnAuditFail,,Disabled,,0').unsupported[0]?.reason ?? '', /audit option/);
  });
});
