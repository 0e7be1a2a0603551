import { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { CommandRequest } from '../ports.ts';
import { findSend } from './find-send.ts';
import { documentAt } from './publish-document.ts';
import { type RunContext, timestamp } from './run-context.ts';

/** What became of nodes that were to be sent to. */
export type Sending =
  | { kind: 'sent'; commandId: string }
  /** `parts` are to be sent to again; SSM no longer takes those of `gone`. */
  | { kind: 'refused'; parts: string[][]; gone: string[]; reason: string };

/** How SSM is to bound a command. */
export interface Bounds {
  width: number;
  extraSeconds: number;
  maxErrors: number;
}

/** Each after a search that found nothing, so that sending again is safe. */
const MOST_TRIES = 5;

/** Sends one command, announced in the journal before and told after. Errors: SendFailed, and those of ssm:SendCommand. */
export async function sendCommand(context: RunContext, wave: Wave, nodes: string[], bounds: Bounds): Promise<Sending> {
  const comment = `winharden ${context.runId} wave ${wave.number} from ${nodes[0]} (${nodes.length})`;
  await context.folder.append({ at: timestamp(context), type: 'sending', wave: wave.number, comment, nodes });
  const notSent = (reason: string) =>
    context.folder.append({ at: timestamp(context), type: 'notSent', wave: wave.number, comment, nodes, reason });
  const answer = await sendOnce(context, requestFor(context, nodes, comment, bounds), notSent);
  if ('commandId' in answer) {
    const { commandId } = answer;
    await context.folder.append({ at: timestamp(context), type: 'sent', wave: wave.number, comment, commandId });
    context.io.emit({ type: 'sent', wave: wave.number, commandId, nodes });
    return { kind: 'sent', commandId };
  }
  await notSent(answer.invalid);
  const reason = `Systems Manager no longer takes commands for it: ${answer.invalid}`;
  return { kind: 'refused', ...(await withoutTheGone(context, nodes)), reason };
}

/** One id that has gone rejects the whole call: the others are sent to again without it. */
async function withoutTheGone(context: RunContext, nodes: string[]): Promise<{ parts: string[][]; gone: string[] }> {
  if (nodes.length === 1) return { parts: [], gone: nodes };
  const known = await context.ports.inventory.nodesById(nodes);
  const online = new Set(known.filter((node) => node.ping === 'Online').map((node) => node.instanceId));
  const gone = nodes.filter((id) => !online.has(id));
  const left = nodes.filter((id) => online.has(id));
  // Where SSM itself calls all of them online, halves find the culprit.
  const middle = gone.length > 0 ? left.length : Math.ceil(left.length / 2);
  return { parts: [left.slice(0, middle), left.slice(middle)].filter((part) => part.length > 0), gone };
}

function requestFor(
  { spec, runId, document, record }: RunContext,
  instanceIds: string[],
  comment: string,
  { width, extraSeconds, maxErrors }: Bounds,
): CommandRequest {
  const { bucket, prefix, timeoutSeconds } = spec.options;
  return {
    document: documentAt(document, record.locationOf(instanceIds[0] ?? '')),
    instanceIds,
    parameters: { ...spec.parameters, RunId: runId, ReportEncoding: bucket ? 'json' : 'gzip' },
    comment,
    deliverySeconds: timeoutSeconds + extraSeconds,
    maxConcurrency: width,
    maxErrors: String(maxErrors),
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
