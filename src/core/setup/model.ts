import type { Statement } from '../permissions/policies.ts';

/** What is set up in an account. */
export interface Setup {
  /** The stack, and what the names of policies and roles begin with. */
  name: string;
  bucket: string;
  prefix: string;
  /** A key of its own, or S3's. */
  encryption: 'kms' | 's3';
  /** Days until reports of nodes, and until the record of runs, are deleted. */
  reportDays: number;
  recordDays: number;
  /** The ARN of who may take on the roles; null for policies without roles. */
  principal: string | null;
  /** Whether there is a role for nodes, with its instance profile. */
  nodeRole: boolean;
  policies: readonly Policy[];
}

/** A managed policy. */
export interface Policy {
  /** Which role it is of, as its name has it: `operator`, `operator-services`. */
  id: string;
  role: 'operator' | 'auditor' | 'node';
  description: string;
  statements: readonly Statement[];
}

export const FORMATS = ['cloudformation', 'terraform'] as const;
export type Format = (typeof FORMATS)[number];

/** How the lines of a template begin that say where it is from. */
export const HEAD = [
  'Made by `winharden init`: the bucket for results, and what operators, auditors and nodes may do.',
  'Change the flags and make it again rather than by hand: a new winharden may ask for other actions.',
];

/** Reports of nodes are in folders that begin with a hexadecimal digit (a command) or an i (an instance); the record in none of them. */
export const REPORT_FOLDERS = [...'0123456789abcdefi'];
export const RECORD_FOLDERS = ['runs', 'results'];

/** IAM knows no resource for the actions of such a statement. */
const NO_RESOURCE = 'IAM knows no resource for these actions';

export const whyOf = ({ on, why }: Statement) => (on.includes('*') ? `${why}; ${NO_RESOURCE}` : why);
