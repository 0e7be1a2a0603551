import type { Registry, WindowsState } from './windows-state.ts';

const WINDOWS = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
/** Keys that are there as long as Windows waits for a restart. */
const PENDING_KEYS = [
  `${WINDOWS}\\Component Based Servicing\\RebootPending`,
  `${WINDOWS}\\WindowsUpdate\\Auto Update\\RebootRequired`,
];
const SESSION_MANAGER = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager';
const PENDING_VALUE = 'PendingFileRenameOperations';
const SERVICES = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const AUTOMATIC = 2;
const DISABLED = 4;

/** Nodes that are equal share one state, and so they do after a restart. */
const known = new WeakMap<WindowsState, Map<string | undefined, WindowsState>>();

/** What a restart makes of a Windows (BEHAVIOUR.md, "Restarts"). `lost` is a service that does not start again. */
export function restartWindows(state: WindowsState, lost?: string): WindowsState {
  const ofState = known.get(state) ?? new Map<string | undefined, WindowsState>();
  known.set(state, ofState);
  const restarted = ofState.get(lost) ?? restart(state, lost);
  ofState.set(lost, restarted);
  return restarted;
}

function restart(state: WindowsState, lost: string | undefined): WindowsState {
  const registry = withoutPending(state.registry);
  const services = Object.entries(state.services).map(([name, service]) => {
    const status = name === lost ? 'Stopped' : statusAfter(startOf(registry, name), service.status);
    return [name, { ...service, status }] as const;
  });
  const users = Object.entries(state.users).map(([sid, { mount: _, ...user }]) => [sid, { ...user, loaded: false }]);
  return { ...state, registry, services: Object.fromEntries(services), users: Object.fromEntries(users) };
}

function statusAfter(start: unknown, before: string): string {
  if (start === AUTOMATIC) return 'Running';
  return start === DISABLED ? 'Stopped' : before;
}

function startOf(registry: Registry, service: string): unknown {
  return registry[`${SERVICES}\\${service}`]?.['Start']?.value;
}

function withoutPending(before: Registry): Registry {
  const there = PENDING_KEYS.filter((key) => Object.keys(before).some((path) => isWithin(path, key)));
  const registry = Object.fromEntries(
    Object.entries(before)
      .filter(([path]) => !there.some((key) => isWithin(path, key)))
      .map(([path, values]) => [path, isSame(path, SESSION_MANAGER) ? withoutValue(values, PENDING_VALUE) : values]),
  );
  for (const key of there) keep(registry, key.slice(0, key.lastIndexOf('\\')));
  return registry;
}

/** A key is listed when it has values or nothing below it: so the parent of one that went may have to be from now on. */
function keep(registry: Registry, key: string): void {
  if (!Object.keys(registry).some((path) => isWithin(path, key))) registry[key] = {};
}

function withoutValue(values: Registry[string], name: string): Registry[string] {
  return Object.fromEntries(Object.entries(values).filter(([each]) => !isSame(each, name)));
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Whether a path is a key or below it. */
const isWithin = (path: string, key: string) => isSame(path, key) || isSame(path.slice(0, key.length + 1), `${key}\\`);
