import type { World } from '../world.ts';
import { changesBetween } from './changes.ts';
import { physicalId, resolve } from './resolve.ts';
import { setBucket, setPolicy } from './set-bucket.ts';
import { addEvent, type ChangeSetRecord, type StackRecord, setStatus } from './stack-record.ts';
import { readTemplate, type Template } from './template.ts';

/** Lab seconds for each resource. */
const RESOURCE_SECONDS = 0.3;

interface Step {
  action: 'Add' | 'Modify' | 'Remove';
  id: string;
  type: string;
}

/** Makes the changes one after the other, as time passes; the first that fails has all of them taken back. */
export function execute(world: World, stack: StackRecord, { template: text, isNew }: ChangeSetRecord): void {
  const template = readTemplate(text);
  const before = isNew ? null : readTemplate(stack.template);
  const steps = changesBetween(before, template).map(({ ResourceChange: change }) => ({
    action: change?.Action as Step['action'],
    id: change?.LogicalResourceId ?? '',
    type: change?.ResourceType ?? '',
  }));
  setStatus(world, stack, isNew ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS', 'User Initiated');
  next(world, stack, { template, text, steps, isNew });
}

interface Work {
  template: Template;
  text: string;
  steps: Step[];
  isNew: boolean;
}

function next(world: World, stack: StackRecord, work: Work): void {
  world.clock.after(RESOURCE_SECONDS, () => {
    const step = work.steps.shift();
    if (!step) return finish(world, stack, work);
    const refused = step.action === 'Remove' ? undefined : make(world, stack, work.template, step);
    if (refused !== undefined) return takeBack(world, stack, step, refused, work.isNew);
    if (step.action === 'Remove') delete stack.made[step.id];
    next(world, stack, work);
  });
}

/** What it is refused for; undefined where it is made. */
function make(world: World, stack: StackRecord, template: Template, { id, type, action }: Step): string | undefined {
  const resource = template.Resources[id];
  const properties = resolve(world, template, stack.made, resource?.Properties ?? {}) as Record<string, unknown>;
  const known = stack.made[id];
  const physical = known !== undefined && type === 'AWS::KMS::Key' ? known : physicalId(type, properties, world);
  const verb = action === 'Add' ? 'CREATE' : 'UPDATE';
  const told = { logicalId: id, physicalId: physical, type };
  addEvent(world, stack, { ...told, status: `${verb}_IN_PROGRESS` });
  if (type === 'AWS::S3::Bucket' && physical !== known) {
    if (world.objects.bucket(physical)) return alreadyExists(physical);
    world.objects.createBucket(physical, world.clock.now());
  }
  stack.made[id] = physical;
  if (type === 'AWS::S3::Bucket') setBucket(world, physical, properties);
  if (type === 'AWS::S3::BucketPolicy') setPolicy(world, properties);
  addEvent(world, stack, { ...told, status: `${verb}_COMPLETE` });
  return undefined;
}

const alreadyExists = (bucket: string) =>
  `Resource handler returned message: "${bucket} already exists (Service: S3, Status Code: 0, Request ID: null)" (HandlerErrorCode: AlreadyExists)`;

function takeBack(world: World, stack: StackRecord, { id, type, action }: Step, reason: string, isNew: boolean): void {
  const failed = action === 'Add' ? 'CREATE_FAILED' : 'UPDATE_FAILED';
  addEvent(world, stack, { logicalId: id, physicalId: '', type, status: failed, reason });
  const why = `The following resource(s) failed to ${action === 'Add' ? 'create' : 'update'}: [${id}]. `;
  setStatus(world, stack, isNew ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS', why);
  world.clock.after(RESOURCE_SECONDS, () => {
    if (isNew) stack.made = {};
    setStatus(world, stack, isNew ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE');
  });
}

function finish(world: World, stack: StackRecord, { template, text, isNew }: Work): void {
  stack.template = text;
  stack.outputs = Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([key, { Value }]) => [
      key,
      String(resolve(world, template, stack.made, Value)),
    ]),
  );
  setStatus(world, stack, isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
}
