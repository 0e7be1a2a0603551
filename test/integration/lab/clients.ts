import { EC2Client } from '@aws-sdk/client-ec2';
import { ResourceGroupsClient } from '@aws-sdk/client-resource-groups';
import { S3Client } from '@aws-sdk/client-s3';
import {
  CreateDocumentCommand,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type SendCommandRequest,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { type Lab, type LabOptions, startLab } from '../../../src/lab/index.ts';
import { tinyDocument } from './tiny-document.ts';

export interface LabUnderTest {
  lab: Lab;
  ssm: SSMClient;
  s3: S3Client;
  ec2: EC2Client;
  sts: STSClient;
  groups: ResourceGroupsClient;
}

/** A lab of model nodes whose seconds are short, and the real AWS clients pointed at it. */
export async function openLab(options: LabOptions = {}): Promise<LabUnderTest> {
  const lab = await startLab({ driver: 'model', speed: 25, ...options });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const config = { endpoint: lab.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 };
  return {
    lab,
    ssm: new SSMClient(config),
    s3: new S3Client(config),
    ec2: new EC2Client(config),
    sts: new STSClient(config),
    groups: new ResourceGroupsClient(config),
  };
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Publishes a document and waits until it is active. */
export async function publish({ ssm }: LabUnderTest, name: string, content = tinyDocument('audit')): Promise<void> {
  const DocumentFormat = content.startsWith('{') ? 'JSON' : 'YAML';
  await ssm.send(new CreateDocumentCommand({ Name: name, Content: content, DocumentFormat, DocumentType: 'Command' }));
  await pause(30);
}

/** A document of PowerShell steps, in JSON. */
export function stepsDocument(
  steps: { name: string; lines: string[]; inputs?: object }[],
  parameters: object = {},
): string {
  const mainSteps = steps.map(({ name, lines, inputs }) => ({
    action: 'aws:runPowerShellScript',
    name,
    inputs: { runCommand: lines, ...inputs },
  }));
  return JSON.stringify({ schemaVersion: '2.2', parameters, mainSteps });
}

export async function send({ ssm }: LabUnderTest, request: SendCommandRequest): Promise<string> {
  const { Command } = await ssm.send(new SendCommandCommand(request));
  return Command?.CommandId ?? '';
}

const ENDED = ['Success', 'Failed', 'TimedOut', 'Cancelled'];

/** Waits until all invocations of a command have ended and answers them, in the order of the nodes. */
export async function ended({ ssm }: LabUnderTest, CommandId: string, patienceMs = 10_000) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    await pause(25);
    const { CommandInvocations = [] } = await ssm.send(new ListCommandInvocationsCommand({ CommandId, Details: true }));
    if (CommandInvocations.length > 0 && CommandInvocations.every(({ Status = '' }) => ENDED.includes(Status)))
      return CommandInvocations;
    if (Date.now() > deadline)
      throw new Error(`still ${CommandInvocations.map(({ StatusDetails }) => StatusDetails).join(' ')}`);
  }
}

/** The demo fleet's instance ids by their Name tag. */
export async function idsByName({ ec2 }: LabUnderTest): Promise<Record<string, string>> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  return Object.fromEntries(
    instances.map(({ InstanceId = '', Tags = [] }) => [Tags.find(({ Key }) => Key === 'Name')?.Value, InstanceId]),
  );
}

/** For assert.rejects: the AWS error's name, and words of its message. */
export function awsError(name: string, words: RegExp = /./): (error: unknown) => boolean {
  return (error) => {
    const { name: found, message } = error as Error;
    if (found === name && words.test(message)) return true;
    throw new Error(`expected ${name} ${words}, found ${found}: ${message}`);
  };
}
