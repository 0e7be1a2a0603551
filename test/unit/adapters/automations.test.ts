import { deepEqual, equal, rejects } from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import nock from 'nock';
import {
  automationState,
  commandOfAutomation,
  startAutomation,
  stopAutomation,
} from '../../../src/adapters/aws/automations.ts';
import { createDocuments } from '../../../src/adapters/aws/documents.ts';
import { clientsAndCounter, closeTheNet, failure, onSsm, openTheNet } from './wire.ts';

const ME = { account: '111122223333', arn: 'arn:aws-cn:iam::111122223333:user/me', region: 'eu-west-1' };
const CHILD = '01234567-89ab-cdef-0123-456789abcdef';

const request = (accounts: string[]) => ({
  runbook: { name: 'book', version: '1' },
  token: CHILD,
  automationRole: 'Administration',
  executionRole: 'Execution',
  parameters: { RunId: 'run' },
  accounts,
  regions: ['eu-west-1', 'us-east-1'],
  locationConcurrency: '2',
});

describe('Automation on the wire', () => {
  before(closeTheNet);
  afterEach(() => nock.cleanAll());
  after(openTheNet);

  it('starts with a token, the role of the own account, and accounts fifty at a time', async () => {
    const seen: unknown[] = [];
    onSsm('StartAutomationExecution', seen).reply(200, { AutomationExecutionId: 'e-1' });
    const accounts = Array.from({ length: 60 }, (_, index) => String(100_000_000_000 + index));
    equal(await startAutomation(clientsAndCounter().clients, ME, request(accounts)), 'e-1');
    const [{ TargetLocations, ...rest }] = seen as [{ TargetLocations: { Accounts: string[] }[] }];
    deepEqual(rest, {
      DocumentName: 'book',
      DocumentVersion: '1',
      ClientToken: CHILD,
      Parameters: { RunId: ['run'], AutomationAssumeRole: ['arn:aws-cn:iam::111122223333:role/Administration'] },
    });
    deepEqual(
      TargetLocations.map(({ Accounts, ...each }) => ({ ...each, accounts: Accounts.length })),
      [50, 10].map((count) => ({
        Regions: ['eu-west-1', 'us-east-1'],
        ExecutionRoleName: 'Execution',
        TargetLocationMaxConcurrency: '2',
        TargetLocationMaxErrors: '0',
        accounts: count,
      })),
    );
  });

  it('tells of each location from its step', async () => {
    onSsm('GetAutomationExecution').reply(200, { AutomationExecution: { AutomationExecutionStatus: 'InProgress' } });
    const step = (account: string, StepStatus: string, more = {}) => ({
      StepStatus,
      TargetLocation: { Accounts: [account], Regions: ['eu-west-1'] },
      ...more,
    });
    onSsm('DescribeAutomationStepExecutions').reply(200, {
      StepExecutions: [step('1', 'Success', { Outputs: { Output: [`["${CHILD}"]`] } }), { StepName: 'of its own' }],
      NextToken: 'more',
    });
    onSsm('DescribeAutomationStepExecutions').reply(200, {
      StepExecutions: [step('2', 'Failed', { FailureMessage: 'no role' }), step('3', 'Pending')],
    });
    deepEqual(await automationState(clientsAndCounter().clients, CHILD), {
      status: 'InProgress',
      ended: false,
      failure: null,
      locations: [
        { location: '1/eu-west-1', status: 'Success', ended: true, failure: null, childId: CHILD },
        { location: '2/eu-west-1', status: 'Failed', ended: true, failure: 'no role', childId: null },
        { location: '3/eu-west-1', status: 'Pending', ended: false, failure: null, childId: null },
      ],
    });
  });

  it('finds the command of a location in the step that sent it', async () => {
    const { clients } = clientsAndCounter();
    onSsm('GetAutomationExecution').reply(200, { AutomationExecution: { StepExecutions: [{ StepName: 'run' }] } });
    equal(await commandOfAutomation(clients, CHILD), null);
    onSsm('GetAutomationExecution').reply(200, {
      AutomationExecution: { StepExecutions: [{ Outputs: { CommandId: ['c-1'] } }] },
    });
    equal(await commandOfAutomation(clients, CHILD), 'c-1');
  });

  it('stops what was not begun', async () => {
    const seen: unknown[] = [];
    onSsm('StopAutomationExecution', seen).reply(200, {});
    await stopAutomation(clientsAndCounter().clients, CHILD);
    deepEqual(seen, [{ AutomationExecutionId: CHILD, Type: 'Complete' }]);
  });

  it('says which permissions a start needs', async () => {
    onSsm('StartAutomationExecution').reply(400, failure('AccessDeniedException'));
    await rejects(startAutomation(clientsAndCounter().clients, ME, request(['1'])), {
      code: 'NoPermission',
      message: /ssm:StartAutomationExecution on book \(with iam:PassRole on Administration\)/,
    });
  });

  it('makes a runbook, and shares with twenty accounts at a time', async () => {
    const documents = createDocuments(clientsAndCounter().clients);
    const seen: { DocumentType?: string; TargetType?: string; AccountIdsToAdd?: string[] }[] = [];
    onSsm('CreateDocument', seen).reply(200, {});
    await documents.create({ name: 'book', versionName: 'v', content: '{}', tags: [], type: 'Automation' });
    deepEqual([seen[0]?.DocumentType, seen[0]?.TargetType], ['Automation', undefined]);
    onSsm('ModifyDocumentPermission', seen).times(2).reply(200, {});
    await documents.share(
      'book',
      Array.from({ length: 25 }, (_, index) => String(index)),
    );
    deepEqual(
      seen.slice(1).map(({ AccountIdsToAdd }) => AccountIdsToAdd?.length),
      [20, 5],
    );
    await documents.share('book', []);
  });
});
