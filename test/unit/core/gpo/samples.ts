import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SAMPLES = join(import.meta.dirname, '../../../fixtures/gpo');
const STIG = 'stig-ws2019-member/{98D0B744-8E34-41D1-AD1B-824A6750F078}/DomainSysvol/GPO/Machine';
const COMMUNITY = 'community-ws2025-member/DomainSysvol/GPO';

const read = (path: string): Uint8Array => readFileSync(join(SAMPLES, path));

/** Files of the real backups in test/fixtures/gpo. */
export const sample = {
  stigPol: () => read(`${STIG}/registry.pol`),
  stigInf: () => read(`${STIG}/microsoft/windows nt/SecEdit/GptTmpl.inf`),
  stigAudit: () => read(`${STIG}/microsoft/windows nt/Audit/audit.csv`),
  communityPol: () => read(`${COMMUNITY}/Machine/registry.pol`),
  communityInf: () => read(`${COMMUNITY}/Machine/microsoft/windows nt/SecEdit/GptTmpl.inf`),
  communityAudit: () => read(`${COMMUNITY}/Machine/microsoft/windows nt/Audit/audit.csv`),
  communityUserPol: () => read(`${COMMUNITY}/User/registry.pol`),
  firewallPol: () => read('nsa-firewall/{3AD8D9F1-7CD7-4A0B-955A-8BBB76E51E23}/DomainSysvol/GPO/Machine/registry.pol'),
  certificatesPol: () =>
    read('nsa-certificates/{D1DE50B0-DF95-405B-B2DA-6C16CBB6BF54}/DomainSysvol/GPO/Machine/registry.pol'),
  seceditExport: () => read('secedit-export/sample.inf'),
  auditpolBackup: () => readFileSync(join(SAMPLES, '../windows/auditpol-backup.csv')),
};
