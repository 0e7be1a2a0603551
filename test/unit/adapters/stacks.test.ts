import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import nock from 'nock';
import { createStacks } from '../../../src/adapters/aws/stacks.ts';
import { clientsAndCounter, closeTheNet, openTheNet } from './wire.ts';

const HOST = 'https://cloudformation.eu-west-1.amazonaws.com';
const ARN = 'arn:aws:cloudformation:eu-west-1:111122223333:changeSet/a/b';

/** The next call of this operation, answered with this XML; `seen` gathers the forms. */
function on(operation: string, status: number, body: string, seen: Record<string, string>[] = []): void {
  nock(HOST)
    .post('/', (form) => {
      seen.push(form);
      return form.Action === operation;
    })
    .reply(status, body, { 'Content-Type': 'text/xml' });
}

const answer = (operation: string, inner: string) =>
  `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${inner}</${operation}Result></${operation}Response>`;
const error = (code: string, message: string) =>
  `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
const change = (action: string, replacement: string, id: string) =>
  `<member><Type>Resource</Type><ResourceChange><Action>${action}</Action><Replacement>${replacement}</Replacement><LogicalResourceId>${id}</LogicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType></ResourceChange></member>`;

describe('stacks on the wire', () => {
  const stacks = () => createStacks(clientsAndCounter().clients);
  before(closeTheNet);
  afterEach(() => nock.cleanAll());
  after(openTheNet);

  it('are not there where CloudFormation says that they do not exist', async () => {
    on('DescribeStacks', 400, error('ValidationError', 'Stack with id winharden does not exist'));
    equal(await stacks().find('winharden'), null);
  });

  it('are explained where the question itself is wrong', async () => {
    on('DescribeStacks', 400, error('ValidationError', 'stackName must be shorter'));
    await rejects(stacks().find('winharden'), { code: 'AwsRefused' });
  });

  it('are proposed with the capability that their names need', async () => {
    const seen: Record<string, string>[] = [];
    on('CreateChangeSet', 200, answer('CreateChangeSet', `<Id>${ARN}</Id>`), seen);
    equal(await stacks().propose({ name: 'winharden', isNew: true, changeSet: 'c-1', template: 'T' }), ARN);
    const [form] = seen;
    equal(form?.['ChangeSetType'], 'CREATE');
    equal(form?.['Capabilities.member.1'], 'CAPABILITY_NAMED_IAM');
  });

  it('have changes on several pages; what may be replaced counts as replaced', async () => {
    const first = `<Status>CREATE_COMPLETE</Status><Changes>${change('Add', '', 'A')}${change('Modify', 'Conditional', 'B')}</Changes><NextToken>more</NextToken>`;
    const second = `<Status>CREATE_COMPLETE</Status><Changes>${change('Modify', 'False', 'C')}${change('Remove', '', 'D')}</Changes>`;
    on('DescribeChangeSet', 200, answer('DescribeChangeSet', first));
    on('DescribeChangeSet', 200, answer('DescribeChangeSet', second));
    const found = await stacks().changesOf(ARN);
    deepEqual(
      found?.changes.map(({ action, id }) => `${action} ${id}`),
      ['add A', 'replace B', 'change C', 'remove D'],
    );
  });

  it('have no changes where a change set failed for that, and none yet while it is computed', async () => {
    const reason = "The submitted information didn't contain changes. Submit different information.";
    on(
      'DescribeChangeSet',
      200,
      answer('DescribeChangeSet', `<Status>FAILED</Status><StatusReason>${reason}</StatusReason>`),
    );
    deepEqual(await stacks().changesOf(ARN), { arn: ARN, changes: [] });
    on('DescribeChangeSet', 200, answer('DescribeChangeSet', '<Status>CREATE_IN_PROGRESS</Status>'));
    equal(await stacks().changesOf(ARN), null);
  });

  it('say why a change set failed otherwise', async () => {
    on(
      'DescribeChangeSet',
      200,
      answer('DescribeChangeSet', '<Status>FAILED</Status><StatusReason>No export</StatusReason>'),
    );
    await rejects(stacks().changesOf(ARN), (thrown: Error & { code: string }) => {
      equal(thrown.code, 'ChangeSetFailed');
      match(thrown.message, /No export/);
      return true;
    });
  });

  it('tell events only as far back as the last that is known', async () => {
    const event = (id: string) =>
      `<member><EventId>${id}</EventId><StackId>s</StackId><StackName>s</StackName><Timestamp>2026-11-25T04:00:00Z</Timestamp><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`;
    const events = `<StackEvents>${['3', '2', '1'].map(event).join('')}</StackEvents>`;
    on('DescribeStackEvents', 200, answer('DescribeStackEvents', events));
    deepEqual(
      (await stacks().events('s', '1')).map(({ eventId }) => eventId),
      ['3', '2'],
    );
  });
});
