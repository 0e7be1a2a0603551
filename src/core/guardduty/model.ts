/** The names that GuardDuty's guide gives its numbers; each begins with its own. */
const FROM = { low: 1, medium: 4, high: 7, critical: 9 } as const;
export type ThreatSeverity = keyof typeof FROM;
export const THREAT_SEVERITIES = ['low', 'medium', 'high', 'critical'] as const satisfies readonly ThreatSeverity[];

/** The least number of a severity. */
export const leastOf = (severity: ThreatSeverity): number => FROM[severity];

export const severityOf = (number: number): ThreatSeverity =>
  THREAT_SEVERITIES.findLast((name) => number >= FROM[name]) ?? 'low';

/** A detector: GuardDuty in one Region of one account. */
export interface Detector {
  id: string;
  /** Whether it is at work, and not suspended. */
  enabled: boolean;
  /** How often changes of findings are published: FIFTEEN_MINUTES, ONE_HOUR, SIX_HOURS. */
  frequency: string | null;
  /** By name: S3_DATA_EVENTS, RUNTIME_MONITORING … */
  features: { name: string; enabled: boolean }[];
}

/** One finding about an instance. All texts are GuardDuty's, and partly an attacker's. */
export interface Threat {
  id: string;
  type: string;
  title: string;
  /** GuardDuty's number, 1 to 10. */
  severity: number;
  instanceId: string;
  windows: boolean;
  /** TARGET or ACTOR: whether the node is attacked, or attacks. */
  role: string | null;
  count: number;
  /** ISO. */
  firstSeen: string;
  lastSeen: string;
  archived: boolean;
  /** Who it was with: addresses with their country. */
  remotes: string[];
  /** Ports of the node. */
  ports: number[];
  /** The domain that was asked for, of findings from DNS. */
  domain: string | null;
}

/** What findings are asked for. */
export interface ThreatQuery {
  /** Null: of every instance. */
  instanceIds: readonly string[] | null;
  since: Date | null;
  least: ThreatSeverity | null;
  types: readonly string[];
  archived: boolean;
}
