import { WinhardenError } from '../core/errors.ts';
import type { App, ResourceChange, Stack, StackEvent } from '../core/ports.ts';

export interface DeployInput {
  name: string;
  template: string;
  dryRun: boolean;
}

export interface DeployIo {
  /** Shows what is about to be changed and asks. */
  confirm(changes: ResourceChange[]): Promise<boolean>;
  event(event: StackEvent): void;
}

export interface Deployed {
  state: 'created' | 'updated' | 'unchanged' | 'dryRun' | 'declined';
  stack: string;
  changes: ResourceChange[];
  outputs: Record<string, string>;
}

type DeployApp = Pick<App, 'stacks' | 'clock' | 'ids'>;

const LOOK_EVERY_MS = 2000;

/**
 * Makes the stack as the template says: a change set, the question, and its events to their end. Done twice it changes nothing the
 * second time. Errors: StackBroken, StackBusy, ChangeSetFailed, BucketTaken, DeployFailed.
 */
export async function deploySetup(
  app: DeployApp,
  { name, template, dryRun }: DeployInput,
  io: DeployIo,
): Promise<Deployed> {
  const before = await app.stacks.find(name);
  if (before) refuseUnusable(name, before);
  const isNew = before === null || before.status === 'REVIEW_IN_PROGRESS';
  const changeSet = `winharden-${app.ids.suffix()}-${app.clock.now().getTime()}`;
  const arn = await app.stacks.propose({ name, isNew, changeSet, template });
  const changes = await changesOf(app, arn);
  const left = { stack: name, changes, outputs: before?.outputs ?? {} };
  if (changes.length === 0) return discarded(app, arn, { ...left, state: 'unchanged' });
  const agreed = await io.confirm(changes);
  if (dryRun || !agreed) return discarded(app, arn, { ...left, state: dryRun ? 'dryRun' : 'declined' });
  const after = await carriedOut(app, { name, arn, isNew }, io);
  return { ...left, state: isNew ? 'created' : 'updated', outputs: after.outputs };
}

async function discarded(app: DeployApp, arn: string, told: Deployed): Promise<Deployed> {
  await app.stacks.discard(arn);
  return told;
}

async function changesOf({ stacks, clock }: DeployApp, arn: string): Promise<ResourceChange[]> {
  for (;;) {
    const found = await stacks.changesOf(arn);
    if (found) return found.changes;
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** The stack itself, among the resources that events are about. */
const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** Executes, and tells each event once, the oldest first. The stack's own last event says how far it is: its status may be one of before. */
async function carriedOut(
  app: DeployApp,
  { name, arn, isNew }: { name: string; arn: string; isNew: boolean },
  io: DeployIo,
) {
  const { stacks, clock } = app;
  const { id } = await known(app, name);
  let last = (await stacks.events(id, null))[0]?.eventId ?? null;
  await stacks.execute(arn);
  const told: StackEvent[] = [];
  for (;;) {
    await clock.sleep(LOOK_EVERY_MS);
    const fresh = await stacks.events(id, last);
    last = fresh[0]?.eventId ?? last;
    for (const event of fresh.reverse()) {
      told.push(event);
      io.event(event);
    }
    const status = told.findLast(({ type }) => type === STACK_TYPE)?.status ?? '';
    if (status === (isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE')) return known(app, name);
    if (/(ROLLBACK_COMPLETE|FAILED|DELETE_COMPLETE)$/.test(status)) throw failed(name, status, told);
  }
}

async function known({ stacks }: DeployApp, name: string): Promise<Stack> {
  const stack = await stacks.find(name);
  if (stack) return stack;
  throw new WinhardenError({
    code: 'DeployFailed',
    message: `the stack ${name} is gone: somebody deleted it meanwhile`,
    suggestions: ['start again'],
  });
}

const deletion = (name: string) =>
  `aws cloudformation delete-stack --stack-name ${name}, then start again; the bucket and its key stay where they hold anything`;

function refuseUnusable(name: string, { status, reason }: Stack): void {
  const why = reason ? `: ${reason}` : '';
  if (/^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/.test(status))
    throw new WinhardenError({
      code: 'StackBroken',
      message: `the stack ${name} is ${status} and takes no changes${why}`,
      suggestions: [deletion(name)],
    });
  if (status !== 'REVIEW_IN_PROGRESS' && /(IN_PROGRESS|UPDATE_ROLLBACK_FAILED)$/.test(status))
    throw new WinhardenError({
      code: 'StackBusy',
      message: `the stack ${name} is ${status}${why}`,
      suggestions: [
        status === 'UPDATE_ROLLBACK_FAILED'
          ? `aws cloudformation continue-update-rollback --stack-name ${name}`
          : 'wait until it is done, and start again',
      ],
    });
}

/** What failed first is why: all that fails later fails for it. */
function failed(name: string, status: string, events: StackEvent[]): WinhardenError {
  const first = events.find((event) => event.status.endsWith('_FAILED'));
  const reason = first?.reason ?? 'CloudFormation does not say why';
  const where = first ? `${first.id} (${first.type})` : name;
  const again = status === 'ROLLBACK_COMPLETE' ? [deletion(name)] : ['put right what it names, and start again'];
  if (first?.type === 'AWS::S3::Bucket' && /already (exists|owned)/i.test(reason))
    return new WinhardenError({
      code: 'BucketTaken',
      message: `there is a bucket of that name already, here or in another account: ${reason}`,
      suggestions: ['choose another --bucket: names are the same all over AWS', ...again],
    });
  return new WinhardenError({
    code: 'DeployFailed',
    message: `${where} failed and everything was taken back (${status}): ${reason}`,
    suggestions: again,
  });
}
