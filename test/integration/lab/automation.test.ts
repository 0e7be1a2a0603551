import assert from 'node:assert/strict';
import {
  CreateDocumentCommand,
  DeleteDocumentCommand,
  DescribeAutomationExecutionsCommand,
  DescribeAutomationStepExecutionsCommand,
  DescribeDocumentPermissionCommand,
  GetAutomationExecutionCommand,
  ListCommandInvocationsCommand,
  ModifyDocumentPermissionCommand,
  SSMClient,
  StartAutomationExecutionCommand,
  type StartAutomationExecutionRequest,
  StopAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { awsError, type LabUnderTest, openLab, pause, stepsDocument } from './clients.ts';

const HOME = '123456789012';
const OTHER = '210987654321';
const REGIONS = ['eu-central-1', 'us-east-1'];

const runbook = (exit: string) => `
schemaVersion: "0.3"
parameters:
  Word: { type: String, default: none }
mainSteps:
  - name: run
    action: aws:runCommand
    inputs:
      DocumentName: "arn:aws:ssm:{{global:REGION}}:${HOME}:document/${exit}"
      Targets: [{ Key: "tag:eks:cluster-name", Values: [demo] }]
      Parameters: { Word: "{{ Word }}" }
`;

const said = (exit: number) =>
  stepsDocument([{ name: 'speak', lines: ["Write-Output 'said {{ Word }}'", `exit ${exit}`] }], {
    Word: { type: 'String', allowedPattern: '^[a-z]+$' },
  });

describe('lab: Automation over accounts and Regions', () => {
  let it_: LabUnderTest;
  const here: Record<string, SSMClient> = {};
  before(async () => {
    const locations = REGIONS.flatMap((region) => [`${HOME}/${region}`, `${OTHER}/${region}`]);
    it_ = await openLab({ nodes: 4, locations, faults: [`assume-denied=${OTHER}/us-east-1`] });
    for (const region of REGIONS) {
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      here[region] = new SSMClient({ endpoint: it_.lab.endpoint, region, credentials, maxAttempts: 1 });
      for (const [name, text, type] of [
        ['say-well', said(0), 'Command'],
        ['say-badly', said(1), 'Command'],
        ['over-well', runbook('say-well'), 'Automation'],
        ['over-badly', runbook('say-badly'), 'Automation'],
      ] as const) {
        const DocumentFormat = type === 'Command' ? 'JSON' : 'YAML';
        await here[region].send(
          new CreateDocumentCommand({ Name: name, Content: text, DocumentFormat, DocumentType: type }),
        );
      }
    }
    await share('say-well', 'over-well');
    await pause(50);
  });
  after(() => it_.lab.close());

  const ssm = () => here['eu-central-1'] as SSMClient;

  async function share(...names: string[]) {
    for (const region of REGIONS) {
      for (const Name of names) {
        const input = { Name, PermissionType: 'Share' as const, AccountIdsToAdd: [OTHER] };
        await here[region]?.send(new ModifyDocumentPermissionCommand(input));
      }
    }
  }

  const start = (name: string, over: Partial<StartAutomationExecutionRequest> = {}) =>
    ssm().send(
      new StartAutomationExecutionCommand({
        DocumentName: name,
        Parameters: { Word: ['hello'] },
        TargetLocations: [
          {
            Accounts: [HOME, OTHER],
            Regions: REGIONS,
            TargetLocationMaxConcurrency: '2',
            TargetLocationMaxErrors: '100%',
          },
        ],
        ...over,
      }),
    );

  async function endedSteps(AutomationExecutionId = '') {
    for (let looks = 0; looks < 400; looks++) {
      await pause(25);
      const { AutomationExecution } = await ssm().send(new GetAutomationExecutionCommand({ AutomationExecutionId }));
      const status = AutomationExecution?.AutomationExecutionStatus ?? '';
      if (['InProgress', 'Cancelling'].includes(status)) continue;
      const steps = new DescribeAutomationStepExecutionsCommand({ AutomationExecutionId });
      return { status, steps: (await ssm().send(steps)).StepExecutions ?? [] };
    }
    throw new Error('the execution did not end');
  }

  it('a child in each location sends the shared document to its nodes; a role that cannot be assumed fails its step', async () => {
    const { status, steps } = await endedSteps((await start('over-well')).AutomationExecutionId);
    assert.equal(status, 'Failed');
    assert.deepEqual(
      steps.map(({ TargetLocation, StepStatus }) => [
        TargetLocation?.Accounts?.[0],
        TargetLocation?.Regions?.[0],
        StepStatus,
      ]),
      [
        [HOME, 'eu-central-1', 'Success'],
        [HOME, 'us-east-1', 'Success'],
        [OTHER, 'eu-central-1', 'Success'],
        [OTHER, 'us-east-1', 'Failed'],
      ],
    );
    assert.match(
      steps[3]?.FailureMessage ?? '',
      /execution role arn:aws:iam::210987654321:role\/AWS-SystemsManager-AutomationExecutionRole in the target location is unable to be assumed/,
    );
    const role = { RoleArn: `arn:aws:iam::${OTHER}:role/reader`, RoleSessionName: 'reader' };
    const { Credentials } = await it_.sts.send(new AssumeRoleCommand(role));
    const credentials = { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: 'x', sessionToken: 'x' };
    const there = new SSMClient({ endpoint: it_.lab.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
    const child = steps[2]?.Outputs?.['AutomationExecutionId']?.[0] ?? '';
    const { AutomationExecution } = await there.send(
      new GetAutomationExecutionCommand({ AutomationExecutionId: child }),
    );
    const CommandId = AutomationExecution?.StepExecutions?.[0]?.Outputs?.['CommandId']?.[0] ?? '';
    const { CommandInvocations = [] } = await there.send(
      new ListCommandInvocationsCommand({ CommandId, Details: true }),
    );
    assert.deepEqual(
      CommandInvocations.map(({ CommandPlugins }) => CommandPlugins?.[0]?.Output?.trim()),
      ['said hello'],
    );
    const executions = await there.send(
      new DescribeAutomationExecutionsCommand({ Filters: [{ Key: 'ExecutionId', Values: [child] }] }),
    );
    assert.equal(executions.AutomationExecutionMetadataList?.length, 1);
    await assert.rejects(
      ssm().send(new GetAutomationExecutionCommand({ AutomationExecutionId: child })),
      awsError('AutomationExecutionNotFoundException'),
    );
  });

  it('the same token is the same execution', async () => {
    const ClientToken = '11111111-2222-3333-4444-555555555555';
    const [first, second] = [await start('over-well', { ClientToken }), await start('over-well', { ClientToken })];
    assert.equal(first.AutomationExecutionId, second.AutomationExecutionId);
  });

  it('what is not shared is not there, and errors stop further locations', async () => {
    const TargetLocations = [{ Accounts: [OTHER], Regions: REGIONS }];
    const { steps } = await endedSteps((await start('over-badly', { TargetLocations })).AutomationExecutionId);
    assert.deepEqual(
      steps.map(({ StepStatus }) => StepStatus),
      ['Failed', 'Cancelled'],
    );
    assert.match(steps[0]?.FailureMessage ?? '', /Document with name .* does not exist/);
  });

  it('a script that fails makes its location fail', async () => {
    const TargetLocations = [{ Accounts: [HOME], Regions: ['us-east-1'] }];
    const { status, steps } = await endedSteps((await start('over-badly', { TargetLocations })).AutomationExecutionId);
    assert.deepEqual([status, steps[0]?.StepStatus], ['Failed', 'Failed']);
    assert.match(steps[0]?.FailureMessage ?? '', /Command .* ended with Failed/);
  });

  it('stops before the locations that wait', async () => {
    const TargetLocations = [{ Accounts: [HOME], Regions: REGIONS }];
    const { AutomationExecutionId } = await start('over-well', { TargetLocations });
    await ssm().send(new StopAutomationExecutionCommand({ AutomationExecutionId }));
    const { status, steps } = await endedSteps(AutomationExecutionId);
    assert.equal(status, 'Cancelled');
    assert.equal(steps.at(-1)?.StepStatus, 'Cancelled');
    await assert.rejects(
      ssm().send(new StopAutomationExecutionCommand({ AutomationExecutionId })),
      awsError('InvalidAutomationStatusUpdateException'),
    );
  });

  it('refuses what is no runbook, unknown parameters, and targets of its own', async () => {
    await assert.rejects(start('say-well'), awsError('AutomationDefinitionNotFoundException'));
    await assert.rejects(start('nobody'), awsError('AutomationDefinitionNotFoundException'));
    await assert.rejects(start('over-well', { Parameters: { Other: ['x'] } }), awsError('InvalidParameters'));
    await assert.rejects(start('over-well', { TargetLocations: [] }), awsError('ValidationException'));
  });

  it('a shared document can be taken back, and then deleted', async () => {
    const Name = 'say-badly';
    await share(Name);
    const permission = new DescribeDocumentPermissionCommand({ Name, PermissionType: 'Share' });
    assert.deepEqual((await ssm().send(permission)).AccountIds, [OTHER]);
    await assert.rejects(ssm().send(new DeleteDocumentCommand({ Name })), awsError('InvalidDocumentOperation'));
    await ssm().send(
      new ModifyDocumentPermissionCommand({ Name, PermissionType: 'Share', AccountIdsToRemove: [OTHER] }),
    );
    await ssm().send(new DeleteDocumentCommand({ Name }));
  });
});
