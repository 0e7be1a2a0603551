import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { restartWindows } from '../../../src/lab/windows-restart.ts';
import { freshWindows, type WindowsState } from '../../../src/lab/windows-state.ts';

const CURRENT = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
const SERVICING = `${CURRENT}\\Component Based Servicing`;
const UPDATE = `${CURRENT}\\WindowsUpdate\\Auto Update`;
const SESSION_MANAGER = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager';

const fresh = freshWindows({ release: 2022, container: true });
const withRegistry = (more: WindowsState['registry']): WindowsState => ({
  ...fresh,
  registry: { ...fresh.registry, ...more },
});

describe('a restart of a simulated Windows', () => {
  it('ends what waited for it, and leaves all other keys and values', () => {
    const renames = { type: 'REG_MULTI_SZ', value: ['\\??\\C:\\old.dll', ''] };
    const waiting = withRegistry({
      [`${SERVICING}\\RebootPending`]: {},
      [`${SERVICING}\\RebootPending\\Sub`]: {},
      [`${UPDATE}\\rebootrequired`]: { Id: { type: 'REG_DWORD', value: 1 } },
      [SESSION_MANAGER]: { ...fresh.registry[SESSION_MANAGER], PendingFileRenameOperations: renames },
    });
    const { registry } = restartWindows(waiting);
    deepEqual(registry, { ...fresh.registry, [SERVICING]: {}, [UPDATE]: {} });
  });

  it('starts what starts by itself, and nothing that is disabled', () => {
    const key = (service: string) => `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${service}`;
    const disabled = { ...fresh.registry[key('Spooler')], Start: { type: 'REG_DWORD', value: 4 } };
    const stopped = withRegistry({ [key('Spooler')]: disabled });
    const services = { ...fresh.services, kubelet: { status: 'Stopped' }, Spooler: { status: 'Running' } };
    const after = restartWindows({ ...stopped, services }).services;
    deepEqual([after['kubelet']?.status, after['Spooler']?.status], ['Running', 'Stopped']);
    deepEqual([after['hns']?.status, after['nvagent']?.status], ['Running', 'Stopped'], 'started by hand: as before');
  });

  it('leaves a service down that it is told of', () => {
    equal(restartWindows(fresh, 'containerd').services['containerd']?.status, 'Stopped');
    equal(restartWindows(fresh).services['containerd']?.status, 'Running');
  });

  it('logs everybody off', () => {
    const users = Object.fromEntries(
      Object.entries(fresh.users).map(([sid, user]) => [sid, { ...user, loaded: true, mount: 'left' }]),
    );
    for (const user of Object.values(restartWindows({ ...fresh, users }).users))
      deepEqual([user.loaded, user.mount], [false, undefined]);
  });

  it('makes one state of one state, and never touches the one before', () => {
    const before = structuredClone(fresh);
    equal(restartWindows(fresh), restartWindows(fresh));
    notEqual(restartWindows(fresh), restartWindows(fresh, 'kubelet'));
    deepEqual(fresh, before);
  });
});
