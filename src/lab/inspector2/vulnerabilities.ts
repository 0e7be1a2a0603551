import type { Severity } from '@aws-sdk/client-inspector2';
import type { LabNode } from '../fleet.ts';

/** A public vulnerability of Windows, and the update of each release that mends it (Microsoft's Security Update Guide). */
export interface Vulnerability {
  cve: string;
  what: string;
  severity: Severity;
  /** CVSS 3.1, base. */
  score: number;
  /** Of the size that such have; not that of any day. */
  epss: number;
  exploited: boolean;
  updates: Partial<Record<NonNullable<LabNode['release']>, string>>;
}

const AUGUST_2024 = { 2016: 'KB5041773', 2019: 'KB5041578', 2022: 'KB5041160' };
const DECEMBER_2024 = { 2016: 'KB5048671', 2019: 'KB5048661', 2022: 'KB5048654', 2025: 'KB5048667' };
const APRIL_2025 = { 2019: 'KB5055519', 2022: 'KB5055526', 2025: 'KB5055523' };
const JUNE_2025 = { 2019: 'KB5060531', 2022: 'KB5060526', 2025: 'KB5060842' };
const AUGUST_2025 = { 2025: 'KB5063878' };
const OCTOBER_2025 = { 2016: 'KB5066836', 2019: 'KB5066586', 2022: 'KB5066782', 2025: 'KB5066835' };

export const VULNERABILITIES: readonly Vulnerability[] = [
  {
    cve: 'CVE-2024-38063',
    what: 'Remote code execution in TCP/IP',
    severity: 'CRITICAL',
    score: 9.8,
    epss: 0.87,
    exploited: false,
    updates: AUGUST_2024,
  },
  {
    cve: 'CVE-2024-49112',
    what: 'Remote code execution in LDAP',
    severity: 'CRITICAL',
    score: 9.8,
    epss: 0.82,
    exploited: false,
    updates: DECEMBER_2024,
  },
  {
    cve: 'CVE-2025-29824',
    what: 'Elevation of privilege in the log file system driver',
    severity: 'HIGH',
    score: 7.8,
    epss: 0.05,
    exploited: true,
    updates: APRIL_2025,
  },
  {
    cve: 'CVE-2025-33073',
    what: 'Elevation of privilege in the SMB client',
    severity: 'HIGH',
    score: 8.8,
    epss: 0.31,
    exploited: true,
    updates: JUNE_2025,
  },
  {
    cve: 'CVE-2025-53779',
    what: 'Elevation of privilege in Kerberos',
    severity: 'HIGH',
    score: 7.2,
    epss: 0.02,
    exploited: false,
    updates: AUGUST_2025,
  },
  {
    cve: 'CVE-2025-24990',
    what: 'Elevation of privilege in the Agere modem driver',
    severity: 'HIGH',
    score: 7.8,
    epss: 0.04,
    exploited: true,
    updates: OCTOBER_2025,
  },
  {
    cve: 'CVE-2025-59230',
    what: 'Elevation of privilege in the remote access connection manager',
    severity: 'HIGH',
    score: 7.8,
    epss: 0.06,
    exploited: true,
    updates: OCTOBER_2025,
  },
];
