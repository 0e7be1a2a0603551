import { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { CommandRequest } from '../ports.ts';
import { findSend } from './find-send.ts';
import { type RunContext, timestamp } from './run-context.ts';
import type { SentCommand } from './wave-progress.ts';

interface Sending {
  commands: SentCommand[];
  /** Nodes that SSM no longer takes. */
  dropped: { instanceId: string; reason: string }[];
  /** Why the rest of the wave was not sent. */
  failure: WinhardenError | null;
}

/** SendCommand takes no more instance ids. */
const MOST_IDS = 50;
const MOST_TRIES = 3;

/** Sends a wave in commands of at most 50 nodes. What fails is told, not thrown: earlier commands run and must be watched. */
export async function sendWave(context: RunContext, wave: Wave, maxErrors: string): Promise<Sending> {
  const sending: Sending = { commands: [], dropped: [], failure: null };
  try {
    for (let from = 0; from < wave.nodes.length; from += MOST_IDS) {
      await sendPart(context, wave, wave.nodes.slice(from, from + MOST_IDS), maxErrors, sending);
    }
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    sending.failure = error;
  }
  return sending;
}

/** One id that has gone rejects the whole call, so the rest is sent again without it. */
async function sendPart(
  context: RunContext,
  wave: Wave,
  nodes: string[],
  maxErrors: string,
  sending: Sending,
): Promise<void> {
  const comment = `winharden ${context.runId} wave ${wave.number} from ${nodes[0]} (${nodes.length})`;
  await context.folder.append({ at: timestamp(context), type: 'sending', wave: wave.number, comment, nodes });
  const notSent = (reason: string) =>
    context.folder.append({ at: timestamp(context), type: 'notSent', wave: wave.number, comment, nodes, reason });
  const answer = await sendOnce(context, requestFor(context, nodes, comment, maxErrors), notSent);
  if ('commandId' in answer) {
    const { commandId } = answer;
    await context.folder.append({ at: timestamp(context), type: 'sent', wave: wave.number, comment, commandId });
    context.io.emit({ type: 'sent', wave: wave.number, commandId, nodes });
    sending.commands.push({ commandId, nodes });
    return;
  }
  await notSent(answer.invalid);
  for (const part of await withoutTheGone(context, nodes, answer.invalid, sending)) {
    await sendPart(context, wave, part, maxErrors, sending);
  }
}

/** Nodes that SSM still takes, in parts to try; the others go to `dropped`. */
async function withoutTheGone(
  context: RunContext,
  nodes: string[],
  message: string,
  sending: Sending,
): Promise<string[][]> {
  const known = await context.ports.inventory.nodesById(nodes);
  const online = new Set(known.filter((node) => node.ping === 'Online').map((node) => node.instanceId));
  const gone = nodes.length === 1 ? nodes : nodes.filter((id) => !online.has(id));
  for (const instanceId of gone) {
    sending.dropped.push({ instanceId, reason: `Systems Manager no longer takes commands for it: ${message}` });
  }
  if (gone.length > 0) {
    const left = nodes.filter((id) => !gone.includes(id));
    return left.length > 0 ? [left] : [];
  }
  const middle = Math.ceil(nodes.length / 2);
  return [nodes.slice(0, middle), nodes.slice(middle)];
}

function requestFor(
  { spec, runId, document }: RunContext,
  instanceIds: string[],
  comment: string,
  maxErrors: string,
): CommandRequest {
  const { bucket, prefix, timeoutSeconds } = spec.options;
  const { name, version, hash } = document;
  return {
    document: { name, version, hash },
    instanceIds,
    parameters: { ...spec.parameters, RunId: runId, ReportEncoding: bucket ? 'json' : 'gzip' },
    comment,
    deliverySeconds: timeoutSeconds,
    maxErrors,
    s3: bucket ? { bucket, prefix } : null,
  };
}

/** SendCommand has no idempotency token: after a lost answer, look for the command before sending again. */
async function sendOnce(
  context: RunContext,
  request: CommandRequest,
  notSent: (reason: string) => Promise<void>,
): Promise<{ commandId: string } | { invalid: string }> {
  let lost = '';
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    // What is thrown, and not answered, was surely not carried out.
    const answer = await context.ports.commands.send(request).catch(async (error: Error) => {
      await notSent(error.message);
      throw error;
    });
    if (answer.kind === 'sent') return { commandId: answer.commandId };
    if (answer.kind === 'invalidInstances') return { invalid: answer.message };
    lost = answer.message;
    const commandId = await findSend(context, request.comment);
    if (commandId !== null) return { commandId };
  }
  throw new WinhardenError({
    code: 'SendFailed',
    message: `Systems Manager did not answer SendCommand ${MOST_TRIES} times, and no command of this run is known there: ${lost}`,
    suggestions: [`look for the comment "${request.comment}" in aws ssm list-commands before starting again`],
  });
}
