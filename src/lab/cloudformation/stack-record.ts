import { randomUUID } from 'node:crypto';
import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { World } from '../world.ts';
import { invalid } from './template.ts';

export interface StackRecord {
  id: string;
  name: string;
  status: StackStatus;
  reason?: string;
  /** ISO. */
  created: string;
  /** Text; '' before it was ever made. */
  template: string;
  made: Record<string, string>;
  outputs: Record<string, string>;
  tags: { Key: string; Value: string }[];
  /** The oldest first. */
  events: EventRecord[];
  changeSets: ChangeSetRecord[];
}

interface EventRecord {
  eventId: string;
  at: string;
  logicalId: string;
  physicalId: string;
  type: string;
  status: ResourceStatus;
  reason?: string;
}

export interface ChangeSetRecord {
  arn: string;
  name: string;
  isNew: boolean;
  template: string;
  /** Until then CloudFormation computes it. ISO. */
  readyAt: string;
}

/** By name or id; a stack that was deleted has only its id. Error: ValidationError. */
export function stackOf(world: World, name = ''): StackRecord {
  const found = findStack(world, name);
  if (found) return found;
  throw invalid(`Stack with id ${name} does not exist`);
}

export const findStack = (world: World, name: string) =>
  world.stacks.all().find((stack) => stack.id === name || (stack.name === name && stack.status !== 'DELETE_COMPLETE'));

/** Records are kept under the last part of the id. */
export const keep = (world: World, stack: StackRecord) => world.stacks.save(stack.id.split('/').at(-1) ?? '', stack);

export const arnOf = ({ account, region }: World, kind: 'stack' | 'changeSet', name: string) =>
  `arn:aws:cloudformation:${region}:${account}:${kind}/${name}/${randomUUID()}`;

const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** Tells of the stack itself, and keeps it. */
export function setStatus(world: World, stack: StackRecord, status: StackStatus, reason?: string): void {
  stack.status = status;
  if (reason === undefined) delete stack.reason;
  else stack.reason = reason;
  const told = { logicalId: stack.name, physicalId: stack.id, type: STACK_TYPE };
  addEvent(world, stack, { ...told, status: status as ResourceStatus, ...(reason !== undefined && { reason }) });
}

export function addEvent(world: World, stack: StackRecord, event: Omit<EventRecord, 'eventId' | 'at'>): void {
  stack.events.push({ ...event, eventId: randomUUID(), at: world.clock.now().toISOString() });
  keep(world, stack);
}
