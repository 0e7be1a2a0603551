import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import nock from 'nock';
import { createReplacements } from '../../../src/adapters/aws/replacements.ts';
import { clientsAndCounter, closeTheNet, EC2, openTheNet, xml } from './wire.ts';

const EKS = 'https://eks.eu-west-1.amazonaws.com';
const SCALING = 'https://autoscaling.eu-west-1.amazonaws.com';
const NAMESPACE = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';

const scaling = (operation: string, body: string) =>
  `<${operation}Response xmlns="${NAMESPACE}"><${operation}Result>${body}</${operation}Result></${operation}Response>`;
const refusal = (code: string, message = 'as told') =>
  `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** The next call of the query protocol; `seen` gathers the forms. */
function onForm(host: string, operation: string, seen: Record<string, string>[] = []) {
  return nock(host).post('/', (body: Record<string, string>) => {
    if (body['Action'] !== operation) return false;
    seen.push(body);
    return true;
  });
}

describe('replacements on the wire', () => {
  const ports = () => createReplacements(clientsAndCounter().clients);
  before(closeTheNet);
  afterEach(() => nock.cleanAll());
  after(openTheNet);

  it('update a managed nodegroup', async () => {
    const seen: Record<string, unknown>[] = [];
    const path = '/clusters/prod/node-groups/windows/update-version';
    const asked = () =>
      nock(EKS).post(path, (body) => {
        seen.push(body);
        return true;
      });
    const update = { cluster: 'prod', nodegroup: 'windows', version: '1.35', force: true };
    asked().reply(200, { update: { id: 'u-1', status: 'InProgress' } });
    equal(await ports().startUpdate(update), 'u-1');
    const { clientRequestToken, ...body } = seen[0] ?? {};
    deepEqual(body, { version: '1.35', force: true });
    equal(typeof clientRequestToken, 'string');
    const busy = { __type: 'ResourceInUseException', message: 'an update is in progress' };
    asked().reply(409, busy, { 'x-amzn-errortype': 'ResourceInUseException' });
    equal(await ports().startUpdate(update), null);
    const denied = { message: 'not authorized to perform: iam:PassRole' };
    asked().reply(403, denied, { 'x-amzn-errortype': 'AccessDeniedException' });
    await rejects(ports().startUpdate(update), { message: /iam:PassRole/ });
  });

  it('tell of nodegroups, and of those that are gone', async () => {
    const described = nock(EKS).get('/clusters/prod/node-groups/windows');
    const launchTemplate = { id: 'lt-1', name: 'windows', version: '3' };
    described.reply(200, { nodegroup: { amiType: 'CUSTOM', version: '1.35', status: 'ACTIVE', launchTemplate } });
    deepEqual((await ports().nodegroup('prod', 'windows'))?.template, { id: 'lt-1', version: '3' });
    const gone = { 'x-amzn-errortype': 'ResourceNotFoundException' };
    nock(EKS).get('/clusters/prod/node-groups/windows').reply(404, { message: 'No node group found' }, gone);
    equal(await ports().nodegroup('prod', 'windows'), null);
  });

  it('find the update that has not ended, and say what went wrong with one', async () => {
    nock(EKS)
      .get('/clusters/prod/updates')
      .query({ nodegroupName: 'windows' })
      .reply(200, { updateIds: ['u-1', 'u-2'] });
    const errors = [{ errorCode: 'PodEvictionFailure', errorMessage: 'stuck', resourceIds: ['i-1'] }];
    const on = (id: string, update: object) =>
      nock(EKS).get(`/clusters/prod/updates/${id}`).query({ nodegroupName: 'windows' }).reply(200, { update });
    on('u-1', { status: 'Failed', errors });
    on('u-2', { status: 'InProgress' });
    equal((await ports().openUpdate('prod', 'windows'))?.id, 'u-2');
    on('u-1', { status: 'Failed', errors });
    deepEqual((await ports().updateProgress('prod', 'windows', 'u-1')).problems, [
      { code: 'PodEvictionFailure', message: 'stuck', resources: ['i-1'] },
    ]);
  });

  it('refresh an Auto Scaling group', async () => {
    const seen: Record<string, string>[] = [];
    const started = scaling('StartInstanceRefresh', '<InstanceRefreshId>r-1</InstanceRefreshId>');
    onForm(SCALING, 'StartInstanceRefresh', seen).reply(200, started);
    const desired = { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' } };
    const refresh = { group: 'self', desired, minHealthy: 80, autoRollback: true };
    equal(await ports().startRefresh(refresh), 'r-1');
    deepEqual(
      { ...seen[0] },
      {
        Action: 'StartInstanceRefresh',
        Version: '2011-01-01',
        AutoScalingGroupName: 'self',
        Strategy: 'Rolling',
        'DesiredConfiguration.LaunchTemplate.LaunchTemplateId': 'lt-1',
        'DesiredConfiguration.LaunchTemplate.Version': '4',
        'Preferences.MinHealthyPercentage': '80',
        'Preferences.SkipMatching': 'true',
        'Preferences.AutoRollback': 'true',
      },
    );
    onForm(SCALING, 'StartInstanceRefresh').reply(400, refusal('InstanceRefreshInProgress'));
    equal(await ports().startRefresh(refresh), null);
    onForm(SCALING, 'StartInstanceRefresh').reply(
      403,
      refusal('AccessDenied', 'You are not authorized to use launch template: lt-1'),
    );
    await rejects(ports().startRefresh(refresh), (error: { code: string; message: string; suggestions: string[] }) => {
      equal(error.code, 'MayNotUseTemplate');
      match(error.suggestions.join(), /ec2:RunInstances.*iam:PassRole/);
      return true;
    });
  });

  it('tell of groups and of refreshes that have not ended', async () => {
    const refreshes =
      '<InstanceRefreshes><member><InstanceRefreshId>r-2</InstanceRefreshId><Status>InProgress</Status><PercentageComplete>40</PercentageComplete></member></InstanceRefreshes>';
    onForm(SCALING, 'DescribeInstanceRefreshes').reply(200, scaling('DescribeInstanceRefreshes', refreshes));
    deepEqual(await ports().openRefresh('self'), {
      id: 'r-2',
      status: 'InProgress',
      percent: 40,
      reason: null,
      problems: [],
    });
    const none = '<AutoScalingGroups/>';
    onForm(SCALING, 'DescribeAutoScalingGroups').reply(200, scaling('DescribeAutoScalingGroups', none));
    equal(await ports().scalingGroup('self'), null);
    const old =
      '<AutoScalingGroups><member><LaunchConfigurationName>old</LaunchConfigurationName><Tags><member><Key>eks:nodegroup-name</Key><Value>w</Value></member></Tags></member></AutoScalingGroups>';
    onForm(SCALING, 'DescribeAutoScalingGroups').reply(200, scaling('DescribeAutoScalingGroups', old));
    const group = await ports().scalingGroup('self');
    deepEqual([group?.launchConfiguration, group?.nodegroup, group?.template], ['old', 'w', null]);
  });

  it('make versions of launch templates', async () => {
    const seen: Record<string, string>[] = [];
    const made = '<launchTemplateVersion><versionNumber>4</versionNumber></launchTemplateVersion>';
    onForm(EC2, 'CreateLaunchTemplateVersion', seen).reply(200, xml('CreateLaunchTemplateVersion', made));
    equal(await ports().newVersion({ id: 'lt-1', version: '3' }, { ImageId: 'ami-2' }), '4');
    deepEqual([seen[0]?.['SourceVersion'], seen[0]?.['LaunchTemplateData.ImageId']], ['3', 'ami-2']);
  });
});
