import { join } from 'node:path';
import { createPolicyFiles } from '../../../../src/adapters/disk/policy-files.ts';
import { type Catalogue, readCatalogue } from '../../../../src/core/baseline/catalogue.ts';
import type { Schemas } from '../../../../src/core/baseline/policy.ts';
import { createSchemaCheck, type SchemaCheck } from '../../../../src/core/baseline/schema-check.ts';
import type { PolicyFile, PolicyFiles } from '../../../../src/core/ports.ts';

/** A policy with one setting of each kind: small enough to know by heart. */
export const SMALL_POLICY: PolicyFile[] = [
  {
    path: 'baselines/sources.yaml',
    text: `sources:
  handbook: { title: The handbook, url: https://example.com/handbook, version: "1.0" }
`,
  },
  {
    path: 'baselines/site.yaml',
    text: `site:
  noticeText: { title: What people read before they sign in, default: Authorised use only. }
  adminName: { title: What the Administrator is called }
`,
  },
  {
    path: 'baselines/settings/all.yaml',
    text: `settings:
  - id: password-history
    title: Remember earlier passwords
    kind: accountPolicy
    address: { policy: PasswordHistorySize }
    protects: Stops people from going back to a password that has leaked.
    default: 24
  - { id: trusted-caller, title: Nobody reads stored credentials, kind: userRight, address: { right: SeTrustedCredManAccessPrivilege } }
  - { id: audit-logon, title: Audit sign-in, kind: auditPolicy, address: { subcategory: "{0CCE9215-69AE-11D9-BED3-505054503030}" } }
  - { id: firewall-on, title: Firewall on, kind: registry, address: { hive: HKLM, key: 'SOFTWARE\\Policies\\Firewall', name: EnableFirewall, type: REG_DWORD } }
  - { id: firewall-log, title: Firewall log, kind: registry, address: { hive: HKLM, key: 'SOFTWARE\\Policies\\Firewall', name: LogFile, type: REG_EXPAND_SZ } }
  - { id: notice, title: Notice, kind: registry, address: { hive: HKLM, key: 'SOFTWARE\\Notice', name: Text, type: REG_SZ } }
  - { id: screen-lock, title: Screen lock, kind: registry, address: { hive: HKU, key: 'Software\\Desktop', name: Lock, type: REG_SZ } }
  - { id: spooler-off, title: Print spooler off, kind: service, address: { service: Spooler }, risk: service }
  - { id: smb1-gone, title: No SMB 1, kind: feature, address: { feature: FS-SMB1 } }
  - { id: administrator-renamed, title: Administrator has another name, kind: localAccount, address: { rid: 500, property: name } }
  - id: scanner
    title: Scanner installed
    kind: installer
    address: { product: Scanner, service: ScannerSvc, source: https://example.com/scanner.exe, arguments: [/install], signer: Example Inc. }
`,
  },
  benchmark(2022),
  benchmark(2025),
  {
    path: 'baselines/small.yaml',
    text: `baseline: small
title: A small baseline
benchmarks:
  - { benchmark: small-2022, levels: [L1] }
  - { benchmark: small-2025, levels: [L1] }
controls:
  - { id: own-1, setting: smb1-gone, expect: { equals: removed } }
  - { id: own-2, setting: scanner, expect: { equals: installed }, optIn: true }
`,
  },
];

/** The benchmarks of two releases differ in their last control only. */
function benchmark(release: number): PolicyFile {
  return {
    path: `baselines/benchmarks/small-${release}.yaml`,
    text: `benchmark: small-${release}
title: Small benchmark for ${release}
version: "1.0"
release: ${release}
controls:
  - { id: "1.1", level: L1, setting: password-history, expect: { atLeast: 24 }, set: 24, sources: [handbook] }
  - { id: "1.2", level: L1, setting: trusted-caller, expect: { members: [] }, sources: [handbook] }
  - { id: "1.3", level: L1, setting: audit-logon, expect: { includes: [Success] }, sources: [handbook] }
  - { id: "2.1", level: L1, setting: firewall-on, expect: { equals: 1 }, sources: [handbook] }
  - { id: "2.2", level: L1, setting: notice, expect: { notEmpty: true }, set: { site: noticeText }, sources: [handbook] }
  - { id: "2.3", level: L1, setting: firewall-log, expect: { equals: '%windir%\\log' }, sources: [handbook] }
  - { id: "2.4", level: L2, setting: screen-lock, expect: { equals: "1", orAbsent: true }, sources: [handbook] }
  - { id: "3.1", level: L1, setting: spooler-off, expect: { equals: disabled }, sources: [handbook] }
  - { id: "3.2", level: L1, setting: administrator-renamed, expect: { noneOf: [Administrator] }, set: { site: adminName }, sources: [handbook] }
  - { id: "9.${release}", level: L1, title: Walk through the room, manual: No program can walk, sources: [handbook] }
`,
  };
}

const ROOT = join(import.meta.dirname, '../../../..');

/** The small policy, and files of a user by their path, as the adapters would give them. */
export function smallPolicyFiles(userFiles: Record<string, string> = {}, files = SMALL_POLICY): PolicyFiles {
  return {
    readAll: async () => files,
    readUserFile: async (path) => ({ path, text: userFiles[path] ?? '' }),
    readSchemas: realSchemas,
    readCompiled: async () => null,
  };
}

function realSchemas(): Promise<Schemas> {
  return createPolicyFiles(ROOT).readSchemas();
}

let check: SchemaCheck | undefined;
export async function schemaCheck(): Promise<SchemaCheck> {
  check ??= await createSchemaCheck(await realSchemas());
  return check;
}

export async function smallCatalogue(): Promise<Catalogue> {
  const { catalogue, problems } = await readCatalogue(SMALL_POLICY, await schemaCheck());
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 1));
  return catalogue;
}
