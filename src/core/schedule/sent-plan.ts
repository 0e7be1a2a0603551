import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { Kind, When } from '../baseline/model.ts';
import { type NodeConduct, OPERATIONS, type Operation, type Waiver } from '../plan/model.ts';

/** What a document holds nodes to, as far as it says so itself. */
export interface SentPlan extends NodeConduct {
  operation: Operation;
  baseline: string;
  hash: string;
  controls: { id: string; kind: Kind; when: When }[];
  waivers: Waiver[];
  /** The node plan. */
  text: string;
}

/** No document of 64 KB honestly holds more. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Takes the plan out of the JSON text of a document that winharden rendered; null where it is none, or its plan is not what its hash says. */
export function sentPlan(document: string): SentPlan | null {
  try {
    const step = JSON.parse(document).mainSteps[0];
    const operation = OPERATIONS.find((each) => each === step.name);
    const text = planText([step.inputs.runCommand].flat().join('\n'));
    return operation && text !== null ? opened(operation, text) : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}

const HERE_STRING = /\$PlanText = @'\n([\s\S]*?)\n'@/;

function planText(script: string): string | null {
  const written = HERE_STRING.exec(script)?.[1];
  if (written === undefined || written.startsWith('{')) return written ?? null;
  return inflated(Buffer.from(written, 'base64'));
}

function inflated(bytes: Buffer): string | null {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MOST_BYTES }).toString('latin1');
  } catch {
    return null;
  }
}

type Row = [id: string, ...unknown[]];

interface NodePlan extends NodeConduct {
  baseline: string;
  hash: string;
  groups: ({ when: When } & Partial<Record<Exclude<Kind, 'registry'>, Row[]>> & {
      registry?: [string, string, ...Row[]][];
    })[];
  waivers: Waiver[];
}

function opened(operation: Operation, text: string): SentPlan | null {
  const plan: NodePlan = JSON.parse(text);
  const { baseline, hash, groups, waivers, vitalServices, settleSeconds, keepBackups, allowDomainControllers } = plan;
  const unsigned = text.replace(`"hash":"${hash}"`, '"hash":""');
  if (createHash('sha256').update(unsigned).digest('hex') !== hash) return null;
  const conduct = {
    vitalServices,
    settleSeconds,
    keepBackups,
    allowDomainControllers: allowDomainControllers ?? false,
  };
  return { operation, baseline, hash, ...conduct, controls: groups.flatMap(controlsOf), waivers, text };
}

function controlsOf({ when, registry = [], ...others }: NodePlan['groups'][number]): SentPlan['controls'] {
  const kinds = { ...others, registry: registry.flatMap(([, , ...rows]) => rows) };
  return Object.entries(kinds).flatMap(([kind, rows]) => rows.map(([id]) => ({ id, kind: kind as Kind, when })));
}
