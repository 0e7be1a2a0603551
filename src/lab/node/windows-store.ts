import type { LabNode } from '../fleet.ts';
import type { Folder } from '../folder.ts';
import { freshWindows, type WindowsState } from '../windows-state.ts';

/** Each node's Windows: fresh until it was changed, then what the last script left. */
export interface WindowsStore {
  get(node: LabNode): WindowsState;
  set(node: LabNode, state: WindowsState): void;
}

/** In memory and, where there is a folder, `nodes/<id>/windows.json`. Nodes that are equal share one fresh state. */
export function windowsStore(folder: Folder): WindowsStore {
  const states = new Map<string, WindowsState>();
  const fresh = new Map<string, WindowsState>();
  const load = (node: LabNode) => folder.readJson<WindowsState>(fileOf(node)) ?? freshFor(node, fresh);
  return {
    get: (node) => {
      const state = states.get(node.instanceId) ?? load(node);
      states.set(node.instanceId, state);
      return state;
    },
    set: (node, state) => {
      if (states.get(node.instanceId) === state) return;
      states.set(node.instanceId, state);
      folder.writeJson(fileOf(node), named(node, state));
    },
  };
}

const fileOf = ({ instanceId }: LabNode) => `nodes/${instanceId}/windows.json`;

/** A shared state with the node's own names. */
export function named({ instanceId, computerName }: LabNode, state: WindowsState): WindowsState {
  return { ...state, instanceId, computerName };
}

function freshFor(
  { release = 2022, installation, failingServices }: LabNode,
  fresh: Map<string, WindowsState>,
): WindowsState {
  const key = `${release} ${installation} ${failingServices}`;
  const known = fresh.get(key) ?? makeFresh(release, installation === 'Server Core', failingServices === true);
  fresh.set(key, known);
  return known;
}

/** On a frail node containerd dies when a policy is written; the engine then has to put everything back. */
function makeFresh(release: NonNullable<LabNode['release']>, core: boolean, frail: boolean): WindowsState {
  const state = freshWindows({ release, core, container: true });
  const serviceDiesAfter = { service: 'containerd', after: 'HKLM\\SOFTWARE\\Policies\\' };
  return frail ? { ...state, faults: { serviceDiesAfter } } : state;
}
