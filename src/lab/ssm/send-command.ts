import { randomUUID } from 'node:crypto';
import type { SendCommandRequest, SendCommandResult } from '@aws-sdk/client-ssm';
import type { LabNode } from '../fleet.ts';
import { executionSeconds } from '../node/execution-timeout.ts';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { commandShape } from './command-shape.ts';
import { type Command, type CommandRecord, type Invocation, tallyOf } from './command-store.ts';
import { dispatch } from './dispatch.ts';
import { checkSize, contentOf, type DocumentContent } from './document-content.ts';
import { checkParameters } from './document-parameters.ts';
import type { StoredDocument, StoredVersion } from './document-store.ts';
import { findDocument, findVersion, statusOf } from './find-document.ts';
import { nodesById, nodesByTargets } from './targets.ts';

export function sendCommand(world: World, input: SendCommandRequest): SendCommandResult {
  const document = findDocument(world, input.DocumentName ?? '');
  const version = runnableVersion(world, document, input);
  const content = contentOf(version);
  checkParameters(content, input.Parameters ?? {});
  checkSize(Buffer.byteLength(version.content) + Buffer.byteLength(JSON.stringify(input.Parameters ?? {})));
  const nodes = targetsOf(world, input);
  if (input.OutputS3BucketName !== undefined && !world.objects.bucket(input.OutputS3BucketName)) {
    throw new AwsError('InvalidOutputFolder', `The S3 bucket does not exist: ${input.OutputS3BucketName}`);
  }
  const record = newRecord(world, input, { document, version, content, nodes });
  world.commands.add(record);
  const answer = { Command: commandShape(record) };
  dispatch(world, record.command.id);
  return answer;
}

function runnableVersion(world: World, document: StoredDocument, input: SendCommandRequest): StoredVersion {
  const version = findVersion(document, { version: input.DocumentVersion });
  const status = statusOf(world, document, version);
  if (status !== 'Active')
    throw new AwsError(
      'InvalidDocument',
      `Document ${document.name} version ${version.version} is ${status}, not Active.`,
    );
  if (input.DocumentHash !== undefined && input.DocumentHash !== version.hash) {
    throw new AwsError('InvalidDocument', `The hash of document ${document.name} does not match the one given.`);
  }
  return version;
}

function targetsOf(world: World, { InstanceIds = [], Targets = [] }: SendCommandRequest): LabNode[] {
  if (InstanceIds.length > 0 && Targets.length > 0) {
    throw new AwsError('InvalidParameters', 'InstanceIds and Targets can not both be given.');
  }
  if (InstanceIds.length > 0) return nodesById(world, InstanceIds);
  if (Targets.length > 0) return nodesByTargets(world, Targets);
  throw new AwsError('InvalidParameters', 'Either InstanceIds or Targets must be given.');
}

interface Resolved {
  document: StoredDocument;
  version: StoredVersion;
  content: DocumentContent;
  nodes: LabNode[];
}

const DELIVERY_SECONDS = 3600;

function newRecord(world: World, input: SendCommandRequest, resolved: Resolved): CommandRecord {
  const { document, version, content, nodes } = resolved;
  const requested = world.clock.now();
  const timeoutSeconds = input.TimeoutSeconds ?? DELIVERY_SECONDS;
  const total = timeoutSeconds + executionSeconds(content, input.Parameters ?? {});
  const command: Command = {
    id: randomUUID(),
    documentName: world.documents.get(document.name) === document ? document.name : (input.DocumentName ?? ''),
    documentVersion: input.DocumentVersion ?? version.version,
    comment: input.Comment ?? '',
    parameters: input.Parameters ?? {},
    instanceIds: input.InstanceIds ?? [],
    targets: input.Targets ?? [],
    requested: requested.toISOString(),
    expires: new Date(requested.getTime() + total * 1000).toISOString(),
    timeoutSeconds,
    maxConcurrency: input.MaxConcurrency ?? '50',
    maxErrors: input.MaxErrors ?? '0',
    bucket: input.OutputS3BucketName ?? '',
    prefix: input.OutputS3KeyPrefix ?? '',
    status: 'Pending',
    details: 'Pending',
  };
  const invocations = new Map(nodes.map((node) => [node.instanceId, newInvocation(node)]));
  return { command, invocations, tally: tallyOf(invocations) };
}

function newInvocation({ instanceId, name }: LabNode): Invocation {
  return { instanceId, instanceName: name, status: 'Pending', details: 'Pending', steps: [] };
}
