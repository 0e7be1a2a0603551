import pLimit from 'p-limit';
import { judgeAccess } from '../core/access/judge.ts';
import {
  DECRYPT,
  type NodeAccess,
  type SessionFacts,
  type SessionPreferences,
  type SessionRisk,
} from '../core/access/model.ts';
import { SESSION_PROGRAM_NAMES, type SessionProgram } from '../core/access/programs.ts';
import { isAlias, keyArn } from '../core/access/session-key.ts';
import { sessionRisks } from '../core/access/session-risks.ts';
import { loadCatalogue } from '../core/baseline/load-catalogue.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import { WinhardenError } from '../core/errors.ts';
import type { Sighting } from '../core/fleet/classify.ts';
import { findNodes } from '../core/fleet/find-nodes.ts';
import type { Selector } from '../core/fleet/model.ts';
import { noNodesMatched } from '../core/fleet/select-nodes.ts';
import type { App } from '../core/ports.ts';
import { openBaselines } from './open-baseline.ts';

export interface CheckAccessInput {
  /** Null: every Windows node of the account and Region. */
  selector: Selector | null;
  /** None: all that are built in. */
  baselines: string[];
  /** Told what is being looked at. */
  tell(what: string): void;
}

export interface AccessCheck {
  region: string;
  nodes: NodeAccess[];
  /** Null where none were ever set, or they may not be read, which is a warning. */
  preferences: SessionPreferences | null;
  /** Programs that `winharden access open` needs on this machine, and where they are. */
  programs: Record<SessionProgram, string | null>;
  risks: SessionRisk[];
  warnings: string[];
}

type AccessApp = Pick<App, 'inventory' | 'sessions' | 'sessionPrograms' | 'policy'>;
type Ask = <T>(what: string, question: () => Promise<T>) => Promise<T | null>;

const AT_ONCE = 8;

/** EC2 goes on to tell of these for an hour. */
const GONE = ['terminated', 'shutting-down'];

/** Whether sessions reach the nodes, and what may end them. Errors: NoNodesMatched, UnknownBaseline, those of looking nodes up. */
export async function checkAccess(
  app: AccessApp,
  { selector, baselines, tell }: CheckAccessInput,
): Promise<AccessCheck> {
  const warnings: string[] = [];
  const ask = asker(warnings);
  const risks = await risksOf(app, baselines);
  const sightings = await windowsNodes(app, selector);
  const { region } = await app.inventory.identity();
  const preferences = await ask('the preferences of sessions are unknown', () => app.sessions.preferences());
  const key = preferences?.kmsKey ?? null;
  if (key !== null && isAlias(key))
    warnings.push(`whether roles may ${DECRYPT} with ${key} is unknown: IAM knows no aliases`);
  const factsOf = factFinder(app, ask, { key, region });
  const limit = pLimit(AT_ONCE);
  let done = 0;
  const facts = await Promise.all(
    sightings.map((each) =>
      limit(() => {
        done += 1;
        tell(`node ${done} of ${sightings.length}`);
        return factsOf(each);
      }),
    ),
  );
  const nodes = facts.map(judgeAccess);
  return { region, nodes, preferences, programs: await programsHere(app), risks, warnings };
}

async function programsHere({ sessionPrograms }: AccessApp): Promise<AccessCheck['programs']> {
  const [aws, plugin] = await Promise.all(SESSION_PROGRAM_NAMES.map((name) => sessionPrograms.find(name)));
  return { aws: aws ?? null, 'session-manager-plugin': plugin ?? null };
}

/** What the caller may not ask is not asked again, and each warning is told once. */
function asker(warnings: string[]): Ask {
  const forbidden = new Set<string>();
  return async (what, question) => {
    if (forbidden.has(what)) return null;
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof WinhardenError)) throw error;
      const warning = `${what}: ${error.message}`;
      if (!forbidden.has(what) && !warnings.includes(warning)) warnings.push(warning);
      if (error.code === 'NoPermission') forbidden.add(what);
      return null;
    }
  };
}

async function windowsNodes({ inventory }: AccessApp, selector: Selector | null): Promise<Sighting[]> {
  const { found } = await findNodes(inventory, selector ?? { by: 'tags', tags: [] });
  const windows = found.filter(({ machine, node }) => (node ? node.platformType === 'Windows' : machine?.windows));
  const there = windows.filter(({ machine }) => !GONE.includes(machine?.state ?? ''));
  if (selector !== null && there.length === 0) throw await noNodesMatched(inventory, selector);
  return there;
}

/** IAM is asked once for each instance profile. */
function factFinder({ sessions }: AccessApp, ask: Ask, { key, region }: { key: string | null; region: string }) {
  const rights = new Map<string, Promise<string[] | null>>();
  const missing = (profile: string) => {
    const question = () => sessions.missing(profile, key && keyArn(key, profile, region));
    const known = rights.get(profile) ?? ask('whether roles let agents hold sessions is unknown', question);
    rights.set(profile, known);
    return known;
  };
  return async ({ instanceId, machine, node }: Sighting): Promise<SessionFacts> => {
    const profile = machine?.profile ?? null;
    const connected = () => sessions.connected(instanceId);
    return {
      instanceId,
      name: machine?.tags['Name'] ?? null,
      managed: node !== undefined,
      state: machine?.state ?? null,
      ping: node?.ping ?? null,
      agent: node?.agent ?? null,
      connected: node ? await ask('whether agents hold a connection is unknown', connected) : null,
      profile: profile?.split('/').at(-1) ?? null,
      missing: profile === null ? null : await missing(profile),
    };
  };
}

async function risksOf(app: Pick<App, 'policy'>, names: string[]): Promise<SessionRisk[]> {
  const { catalogue, baselines } = names.length > 0 ? await openBaselines(app, names) : await builtIn(app);
  return sessionRisks(new Map(baselines.map((each) => [each.baseline, resolveBaseline(catalogue, each)])));
}

async function builtIn({ policy }: Pick<App, 'policy'>) {
  const catalogue = await loadCatalogue(policy);
  return { catalogue, baselines: [...catalogue.baselines.values()] };
}
