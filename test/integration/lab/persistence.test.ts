import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  DescribeDocumentCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
} from '@aws-sdk/client-ssm';
import { dumpWindows, freshWindows, type WindowsState } from '../../../src/lab/windows-state.ts';
import { ended, idsByName, type LabUnderTest, openLab, pause, publish, send } from './clients.ts';
import { tinyDocument } from './tiny-document.ts';

describe('lab: a state folder', () => {
  let state: string;
  let under: LabUnderTest;
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'winharden-lab-test-'));
  });
  afterEach(async () => {
    await under.lab.close();
    await rm(state, { recursive: true });
  });
  const open = async (options = {}) => {
    under = await openLab({ state, ...options });
    return under;
  };
  const windowsOf = async (id: string) =>
    JSON.parse(await readFile(join(state, 'nodes', id, 'windows.json'), 'utf8')) as WindowsState;

  it('keeps everything, so that a rollback in the next lab undoes the apply of this one', async () => {
    await open();
    const instance = (await idsByName(under))['windows-2022-core-a'] as string;
    await publish(under, 'tiny-apply', tinyDocument('apply'));
    const CommandId = await send(under, {
      DocumentName: 'tiny-apply',
      InstanceIds: [instance],
      Parameters: { RunId: ['run-1'] },
      OutputS3BucketName: under.lab.bucket,
    });
    await ended(under, CommandId);
    const changed = await windowsOf(instance);
    assert.deepEqual(changed.registry['HKLM\\SOFTWARE\\Policies\\Tiny']?.['Enabled'], { type: 'REG_DWORD', value: 1 });
    assert.deepEqual(await readdir(join(state, 'nodes', instance, 'ProgramData', 'WinHarden', 'runs')), ['run-1']);
    await under.lab.close();

    await open({ seed: 99, nodes: 3 });
    assert.equal(under.lab.home, join(state, 'runs-home'));
    assert.equal((await idsByName(under))['windows-2022-core-a'], instance, 'the same fleet');
    await under.ssm.send(new DescribeDocumentCommand({ Name: 'tiny-apply' }));
    const got = await under.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: instance }));
    const { Contents = [] } = await under.s3.send(new ListObjectsV2Command({ Bucket: under.lab.bucket }));
    const object = await under.s3.send(new GetObjectCommand({ Bucket: under.lab.bucket, Key: Contents[0]?.Key }));
    assert.equal(await object.Body?.transformToString(), got.StandardOutputContent);

    await publish(under, 'tiny-rollback', tinyDocument('rollback'));
    await ended(
      under,
      await send(under, {
        DocumentName: 'tiny-rollback',
        InstanceIds: [instance],
        Parameters: { RunId: ['run-2'], TargetRunId: ['run-1'] },
      }),
    );
    const { instanceId, computerName } = changed;
    const fresh = { ...freshWindows({ release: 2022, core: true, container: true }), instanceId, computerName };
    assert.equal(dumpWindows(await windowsOf(instance)), dumpWindows(fresh), 'as it was before the apply');
  });

  it('goes on with a command that the lab before it left open', async () => {
    await open({ speed: 5 });
    const InstanceIds = Object.values(await idsByName(under)).slice(0, 3);
    await publish(under, 'tiny', tinyDocument('audit'));
    await pause(100);
    const CommandId = await send(under, { DocumentName: 'tiny', InstanceIds, MaxConcurrency: '1' });
    await pause(150);
    await under.lab.close();
    await open();
    assert.deepEqual(
      (await ended(under, CommandId)).map(({ StatusDetails }) => StatusDetails),
      ['Success', 'Success', 'Success'],
    );
  });

  it('goes on after a restart that the lab before it did not live to see the end of', async () => {
    await open();
    const instance = (await idsByName(under))['windows-2022-full'] as string;
    await publish(under, 'tiny-apply', tinyDocument('apply'));
    const CommandId = await send(under, {
      DocumentName: 'tiny-apply',
      InstanceIds: [instance],
      Parameters: { RunId: ['run-1'], Reboot: ['if-required'] },
    });
    const programData = join(state, 'nodes', instance, 'ProgramData', 'WinHarden');
    const isAway = async () => {
      const Filters = [{ Key: 'InstanceIds', Values: [instance] }];
      const { InstanceInformationList } = await under.ssm.send(new DescribeInstanceInformationCommand({ Filters }));
      return InstanceInformationList?.[0]?.PingStatus === 'ConnectionLost';
    };
    for (let looks = 0; looks < 500 && !(await isAway()); looks++) await pause(10);
    assert.deepEqual(await readdir(programData), ['restart.json', 'runs']);
    await under.lab.close();

    await open();
    const [invocation] = await ended(under, CommandId);
    assert.equal(invocation?.StatusDetails, 'Success');
    const got = await under.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: instance }));
    const report = JSON.parse(got.StandardOutputContent?.split('\n')[1] ?? '');
    assert.deepEqual([report.runId, report.rebooted, report.rebootRequired], ['run-1', true, false]);
    assert.deepEqual(await readdir(programData), ['runs']);
    assert.deepEqual(await readdir(join(programData, 'runs', 'run-1')), ['backup.json'], 'set once');
  });

  it('belongs to one lab at a time, and to a new one after a crash', async () => {
    await open();
    await assert.rejects(openLab({ state }), /Another lab \(process \d+\)/);
    await under.lab.close();
    await writeFile(join(state, 'lab.pid'), '999999999');
    await open();
  });
});
