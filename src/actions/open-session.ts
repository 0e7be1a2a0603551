import { judgeAccess } from '../core/access/judge.ts';
import { SESSION_PROGRAM_NAMES, SESSION_PROGRAMS, type SessionProgram } from '../core/access/programs.ts';
import { type SessionRequest, sessionArguments } from '../core/access/session-command.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { findNodes } from '../core/fleet/find-nodes.ts';
import { noNodesMatched } from '../core/fleet/select-nodes.ts';
import { parseSelector } from '../core/fleet/selector.ts';
import type { App } from '../core/ports.ts';

export interface OpenedSession {
  /** The AWS CLI and its arguments. */
  command: string[];
}

/**
 * Looks whether the node and this machine can hold a session, then hands the terminal to the AWS CLI until the session ends.
 * Errors: NoNodesMatched, NodeNotReachable, NoSessionProgram, SessionFailed.
 */
export async function openSessionTo(
  app: Pick<App, 'inventory' | 'sessions' | 'sessionPrograms'>,
  request: SessionRequest,
): Promise<OpenedSession> {
  const { region } = await app.inventory.identity();
  const args = sessionArguments({ ...request, region });
  await mustReach(app, request.instanceId);
  const [aws] = await Promise.all(SESSION_PROGRAM_NAMES.map((name) => mustFind(app, name)));
  const code = await app.sessionPrograms.run(aws as string, args);
  if (code !== EXIT.done) throw failed(code);
  return { command: ['aws', ...args] };
}

async function mustReach({ inventory, sessions }: Pick<App, 'inventory' | 'sessions'>, instanceId: string) {
  const selector = parseSelector({ tags: [], instanceIds: [instanceId] });
  const { found } = await findNodes(inventory, selector);
  const [sighting] = found;
  if (!sighting?.machine && !sighting?.node) throw await noNodesMatched(inventory, selector);
  const { machine, node } = sighting;
  const { reachable, problems, next } = judgeAccess({
    instanceId,
    name: null,
    managed: node !== undefined,
    state: machine?.state ?? null,
    ping: node?.ping ?? null,
    agent: node?.agent ?? null,
    connected: node ? await connectedOrUnknown(sessions, instanceId) : null,
    profile: machine?.profile ?? null,
    missing: null,
  });
  if (reachable !== false) return;
  throw new WinhardenError({
    code: 'NodeNotReachable',
    message: `no session can be opened to ${instanceId}: ${problems.join('; ')}`,
    suggestions: [...next, `winharden access check --instance-id ${instanceId} tells more`],
  });
}

/** Who may open sessions need not be let ask this; the session itself will tell. */
async function connectedOrUnknown(sessions: App['sessions'], instanceId: string): Promise<boolean | null> {
  try {
    return await sessions.connected(instanceId);
  } catch (error) {
    if (error instanceof WinhardenError && error.code === 'NoPermission') return null;
    throw error;
  }
}

async function mustFind({ sessionPrograms }: Pick<App, 'sessionPrograms'>, name: SessionProgram): Promise<string> {
  const file = await sessionPrograms.find(name);
  if (file !== null) return file;
  throw new WinhardenError({
    code: 'NoSessionProgram',
    message: `${name} is not on the PATH of this machine, and sessions need it`,
    suggestions: [`${SESSION_PROGRAMS[name]} says how to install it`, '--print shows the command for another machine'],
  });
}

function failed(code: number): WinhardenError {
  const isInterrupted = code === EXIT.interrupted;
  return new WinhardenError({
    code: isInterrupted ? 'Interrupted' : 'SessionFailed',
    message: isInterrupted ? 'the session was interrupted' : `the AWS CLI ended the session with exit code ${code}`,
    suggestions: ['what it said stands above', 'winharden access check tells what may stand in the way'],
    exit: isInterrupted ? EXIT.interrupted : EXIT.failed,
  });
}
