import assert from 'node:assert/strict';
import { GetConnectionStatusCommand, StartSessionCommand } from '@aws-sdk/client-ssm';
import { awsError, idsByName, type LabUnderTest, openLab } from './clients.ts';

describe('lab: sessions', () => {
  let under: LabUnderTest;
  let ids: Record<string, string>;
  before(async () => {
    under = await openLab();
    ids = await idsByName(under);
  });
  after(() => under.lab.close());

  const statusOf = async (id: string | undefined) =>
    (await under.ssm.send(new GetConnectionStatusCommand({ Target: id }))).Status;

  it('are connected where the agent is online', async () => {
    assert.equal(await statusOf(ids['windows-2022-full']), 'connected');
    assert.equal(await statusOf(ids['windows-2022-offline']), 'notconnected');
    assert.equal(await statusOf('i-0123456789abcdef0'), 'notconnected');
  });

  it('have no shells, and say so', async () => {
    const start = (Target: string | undefined) => under.ssm.send(new StartSessionCommand({ Target }));
    await assert.rejects(start(ids['windows-2022-full']), awsError('UnknownOperationException', /have no shells/));
    await assert.rejects(start(ids['windows-2022-offline']), awsError('TargetNotConnected', /is not connected/));
  });
});
