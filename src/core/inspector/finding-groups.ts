import { type FindingType, SEVERITIES, type Severity, type Vulnerability } from './model.ts';

/** What is found alike on several nodes: one CVE, or one open way. */
export interface FindingGroup {
  /** CVE, or the title of what has none. */
  id: string;
  type: FindingType;
  severity: Severity;
  title: string;
  /** Inspector's, 0 to 10; the highest. */
  score: number | null;
  /** 0 to 1. */
  epss: number | null;
  exploitable: boolean;
  fixable: boolean;
  fixes: string[];
  /** Of a network finding: `TCP 3389 (Remote Desktop)`. */
  ports: string[];
  nodes: string[];
  /** ISO. */
  firstSeen: string;
  lastSeen: string;
}

const SERVICES: Record<number, string> = {
  22: 'SSH',
  135: 'RPC',
  139: 'NetBIOS',
  445: 'SMB',
  3389: 'Remote Desktop',
  5985: 'WinRM',
  5986: 'WinRM over TLS',
  10250: 'kubelet',
};

/** Gathers findings as they come; only what is found is kept, not each time it is. */
export class FindingGroups {
  readonly #groups = new Map<string, Gathered>();
  readonly #counts = new Map<Severity, number>();

  add(findings: Vulnerability[]): void {
    for (const finding of findings) {
      this.#counts.set(finding.severity, (this.#counts.get(finding.severity) ?? 0) + 1);
      const id = finding.vulnerability ?? finding.title;
      const key = `${finding.type} ${id}`;
      const known = this.#groups.get(key);
      if (known) join(known, finding);
      else this.#groups.set(key, gatheredOf(id, finding));
    }
  }

  /** Findings by severity, worst first. */
  counts(): Record<Severity, number> {
    return Object.fromEntries(SEVERITIES.map((each) => [each, this.#counts.get(each) ?? 0])) as Record<
      Severity,
      number
    >;
  }

  /** Worst first; of the same severity what is most likely used. */
  all(): FindingGroup[] {
    const groups = [...this.#groups.values()].map((group) => ({ ...group, nodes: [...group.nodes] }));
    return groups.sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        (b.epss ?? 0) - (a.epss ?? 0) ||
        (b.score ?? 0) - (a.score ?? 0) ||
        (a.id < b.id ? -1 : 1),
    );
  }
}

/** A group as it grows: a fleet's nodes come one by one. */
type Gathered = Omit<FindingGroup, 'nodes'> & { nodes: Set<string> };

function gatheredOf(id: string, finding: Vulnerability): Gathered {
  const { instanceId, platform: _, port: __, vulnerability: ___, ...common } = finding;
  return { id, ...common, ports: portsOf(finding), nodes: new Set([instanceId]) };
}

function join(group: Gathered, finding: Vulnerability): void {
  if (SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(group.severity)) group.severity = finding.severity;
  group.score = highest(group.score, finding.score);
  group.epss = highest(group.epss, finding.epss);
  group.exploitable ||= finding.exploitable;
  group.fixable ||= finding.fixable;
  group.fixes = union(group.fixes, finding.fixes);
  group.ports = union(group.ports, portsOf(finding));
  group.nodes.add(finding.instanceId);
  if (finding.firstSeen < group.firstSeen) group.firstSeen = finding.firstSeen;
  if (finding.lastSeen > group.lastSeen) group.lastSeen = finding.lastSeen;
}

const union = (some: string[], more: string[]) => [...new Set([...some, ...more])];

const highest = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);

function portsOf({ port }: Vulnerability): string[] {
  if (port === null) return [];
  const { from, to, protocol } = port;
  const names = Object.entries(SERVICES).flatMap(([number, name]) =>
    Number(number) >= from && Number(number) <= to ? [name] : [],
  );
  const range = from === to ? String(from) : `${from}-${to}`;
  return [`${protocol} ${range}${names.length > 0 ? ` (${names.join(', ')})` : ''}`.trim()];
}
