import type { WindowsState } from '../windows-state.ts';
import { Registry } from './registry.ts';

/** One Windows at work: its state as it changes. The state that it was made from is never touched. */
export interface Windows {
  readonly machine: Registry;
  readonly users: ReadonlyMap<string, Registry>;
  readonly accountPolicy: WindowsState['accountPolicy'];
  readonly userRights: WindowsState['userRights'];
  readonly auditPolicy: WindowsState['auditPolicy'];
  readonly services: WindowsState['services'];
  readonly features: WindowsState['features'];
  readonly accounts: WindowsState['accounts'];
  readonly hardware: WindowsState['hardware'];
  readonly permissions: WindowsState['permissions'];
  readonly downloads: NonNullable<WindowsState['downloads']>;
  readonly files: NonNullable<WindowsState['files']>;
  /** Of the AWS Tools: faults take them away. */
  readonly missingTools: string[];
  /** Set once something needs a restart. */
  rebootRequired: boolean;
  /** Is told of every change, by the address that the simulation's faults know. */
  changed(address: string): void;
}

export function startWindows(state: WindowsState): Windows {
  const services = structuredClone(state.services);
  const dies = state.faults.serviceDiesAfter;
  return {
    machine: new Registry(state.registry, 'HKLM\\'),
    users: new Map(Object.entries(state.users).map(([sid, { registry }]) => [sid, new Registry(registry)])),
    accountPolicy: { ...state.accountPolicy },
    userRights: { ...state.userRights },
    auditPolicy: { ...state.auditPolicy },
    services,
    features: structuredClone(state.features),
    accounts: structuredClone(state.accounts),
    hardware: state.hardware,
    permissions: state.permissions,
    downloads: state.downloads ?? {},
    files: { ...state.files },
    missingTools: state.faults.missingTool ?? [],
    rebootRequired: false,
    changed: (address) => {
      const service =
        dies && address.toLowerCase().startsWith(dies.after.toLowerCase()) ? services[dies.service] : undefined;
      if (service) service.status = 'Stopped';
    },
  };
}

/** The state afterwards; parts that did not change are shared with the state before. */
export function stateOf(windows: Windows, before: WindowsState): WindowsState {
  const users = Object.entries(before.users).map(([sid, user]) => {
    const registry = windows.users.get(sid);
    return [sid, registry?.changed ? { ...user, registry: registry.toHive() } : user] as const;
  });
  const { accountPolicy, userRights, auditPolicy, services, features, accounts, files } = windows;
  const registry = windows.machine.changed ? windows.machine.toHive() : before.registry;
  return {
    ...before,
    registry,
    users: Object.fromEntries(users),
    accountPolicy,
    userRights,
    auditPolicy,
    services,
    features,
    accounts,
    ...((before.files || Object.keys(files).length > 0) && { files }),
  };
}

const VERSION = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const RELEASES: Record<string, number> = { 14393: 2016, 17763: 2019, 20348: 2022, 26100: 2025 };

/** Of EKS optimised AMIs, before and after they join a cluster. */
const EKS_FOLDER = 'C:\\Program Files\\Amazon\\EKS';

/** The facts of a node that do not depend on which one it is. */
export function factsOf({ machine, files }: Windows, state: WindowsState): Record<string, unknown> {
  const version = (name: string) => String(machine.get(VERSION, name)?.value ?? '');
  const service = (name: string) => machine.has(`SYSTEM\\CurrentControlSet\\Services\\${name}`);
  const build = version('CurrentBuildNumber');
  return {
    release: RELEASES[build] ?? 0,
    build: `${build}.${version('UBR')}`,
    productName: version('ProductName'),
    installation: version('InstallationType'),
    core: version('InstallationType') === 'Server Core',
    role: state.role,
    domainJoined: state.domainJoined,
    containerHost: EKS_FOLDER in files || ['containerd', 'docker', 'kubelet'].some(service),
    hyperV: service('vmms'),
    publicNetwork: !state.domainJoined,
    sessionManager: service('AmazonSSMAgent'),
    overWinRm: false,
    powershell: `5.1.${build}.${version('UBR')}`,
    culture: state.culture,
    users: profilesOf(machine).length - 1,
  };
}

const PROFILES = `${VERSION}\\ProfileList`;
const TEMPORARY_PROFILE = 0x800;

/** SIDs of the people with a profile here, and `default` for those to come. */
export function profilesOf(machine: Registry): string[] {
  const people = machine.children(PROFILES).filter((sid) => {
    if (/^S-1-5-(18|19|20)$|\.bak$/i.test(sid)) return false;
    return !(Number(machine.get(`${PROFILES}\\${sid}`, 'State')?.value ?? 0) & TEMPORARY_PROFILE);
  });
  return [...people.sort((a, b) => (a.toUpperCase() < b.toUpperCase() ? -1 : 1)), 'default'];
}

/** Whether Windows already waits for a restart. */
export function awaitsReboot({ machine }: Windows): boolean {
  const current = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
  return (
    machine.has(`${current}\\Component Based Servicing\\RebootPending`) ||
    machine.has(`${current}\\WindowsUpdate\\Auto Update\\RebootRequired`) ||
    machine.get('SYSTEM\\CurrentControlSet\\Control\\Session Manager', 'PendingFileRenameOperations') !== undefined
  );
}
