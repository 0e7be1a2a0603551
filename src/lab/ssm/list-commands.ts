import type { CommandFilter, ListCommandsRequest, ListCommandsResult } from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { commandShape } from './command-shape.ts';
import type { CommandRecord } from './command-store.ts';

const PAGE = 50;

export function listCommands(world: World, input: ListCommandsRequest): ListCommandsResult {
  const { NextToken, MaxResults, ...rest } = input;
  refusePendingOfInstance(input);
  const found = world.shown.commands.all().filter((record) => isListed(record) && isWanted(record, input));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest);
  return { Commands: items.map(commandShape), NextToken: next };
}

/** Runs of associations are looked up under the association. */
export const isListed = ({ command }: CommandRecord) => command.association === undefined;

function refusePendingOfInstance({ InstanceId, Filters = [] }: ListCommandsRequest): void {
  if (InstanceId === undefined || !Filters.some(({ key, value }) => key === 'Status' && value === 'Pending')) return;
  throw new AwsError('InvalidFilterKey', 'InstanceId can not be combined with the status Pending.');
}

function isWanted(record: CommandRecord, { CommandId, InstanceId, Filters = [] }: ListCommandsRequest): boolean {
  if (CommandId !== undefined && record.command.id !== CommandId) return false;
  if (InstanceId !== undefined && !record.invocations.has(InstanceId)) return false;
  return Filters.every((filter) => passes(record, filter));
}

/** One filter on a command; dates compare with the time of the request, statuses with the finer word where it has one. */
export function passes({ command }: CommandRecord, { key, value = '' }: CommandFilter): boolean {
  if (key === 'InvokedAfter') return command.requested >= isoOf(value);
  if (key === 'InvokedBefore') return command.requested < isoOf(value);
  if (key === 'DocumentName') return command.documentName === value;
  if (key === 'Status') return command.status === value || command.details === value;
  return value === 'Executing' ? !isComplete(command.status) : isComplete(command.status);
}

const isComplete = (status: string) => !['Pending', 'InProgress', 'Cancelling'].includes(status);

function isoOf(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new AwsError('InvalidFilterKey', `${text} is not a date like 2026-11-23T00:00:00Z.`);
  return new Date(time).toISOString();
}
