import type { Hit, NodeGroup, NodeRule } from '../model.ts';
import { at } from '../read-cluster.ts';

const KEYS = ['publicKey', 'publicKeyName', 'publicKeyPath'];

const keysOf = ({ value }: NodeGroup) => KEYS.filter((key) => at(value, 'ssh', key));

const open: NodeRule = {
  id: 'ssh-open',
  severity: 'error',
  field: 'nodeGroup.ssh.allow',
  what: 'No SSH, and so no key pair on the nodes.',
  why: 'A key pair decrypts the password of the built-in administrator, and eksctl opens port 22 unless source groups are named, to the whole internet where nodes have public addresses. Session Manager reaches the nodes without either.',
  mend: 'Set ssh.allow to false. A key that is named without it turns SSH on.',
  *judgeNodes(group): Iterable<Hit> {
    const allow = at(group.value, 'ssh', 'allow');
    const [key] = keysOf(group);
    const change = { set: [...group.path, 'ssh', 'allow'], value: false };
    if (allow === true) yield { path: change.set, message: 'SSH is turned on', change };
    else if (allow === undefined && key) {
      const path = [...group.path, 'ssh', key];
      yield { path, key: true, message: `ssh.${key} turns SSH on, as ssh.allow does not say false`, change };
    }
  },
};

const unsaid: NodeRule = {
  id: 'ssh-unsaid',
  severity: 'note',
  field: 'nodeGroup.ssh.allow',
  what: 'The manifest says ssh.allow: false itself.',
  why: "It is eksctl's default, but only until somebody adds a key.",
  mend: 'Add ssh.allow: false.',
  *judgeNodes(group) {
    if (group.ownTemplate || at(group.value, 'ssh', 'allow') !== undefined || keysOf(group).length > 0) return;
    const change = { set: [...group.path, 'ssh', 'allow'], value: false };
    yield { path: group.path, message: 'nothing says that SSH stays off', change };
  },
};

const keys: NodeRule = {
  id: 'ssh-several-keys',
  severity: 'error',
  field: 'nodeGroup.ssh',
  what: 'At most one of publicKey, publicKeyName and publicKeyPath.',
  why: 'eksctl refuses a node group that names several.',
  mend: 'Take them all out: nodes need no key.',
  *judgeNodes(group) {
    const given = keysOf(group);
    if (given.length > 1)
      yield { path: [...group.path, 'ssh'], key: true, message: `${given.join(' and ')} are given` };
  },
};

const ssmOff: NodeRule = {
  id: 'ssh-ssm-off',
  severity: 'error',
  field: 'nodeGroup.ssh.enableSsm',
  what: 'ssh.enableSsm is not false.',
  why: 'eksctl no longer lets Systems Manager be turned off and stops with an error; and without it nobody reaches the nodes once SSH and RDP are closed.',
  mend: 'Take ssh.enableSsm out.',
  *judgeNodes(group) {
    const path = [...group.path, 'ssh', 'enableSsm'];
    if (at(group.value, 'ssh', 'enableSsm') === false)
      yield { path, key: true, message: 'ssh.enableSsm: false is refused by eksctl', change: { remove: path } };
  },
};

const ssmOn: NodeRule = {
  id: 'ssh-ssm-deprecated',
  severity: 'warning',
  field: 'nodeGroup.ssh.enableSsm',
  what: 'ssh.enableSsm is not given.',
  why: 'Systems Manager is always on; the field is deprecated and does nothing.',
  mend: 'Take ssh.enableSsm out.',
  *judgeNodes(group) {
    const path = [...group.path, 'ssh', 'enableSsm'];
    if (at(group.value, 'ssh', 'enableSsm') === true)
      yield { path, key: true, message: 'ssh.enableSsm is deprecated', change: { remove: path } };
  },
};

const remoteAccess: NodeRule = {
  id: 'remote-access',
  severity: 'error',
  field: 'nodeGroup.remoteAccess',
  what: 'No remoteAccess.',
  why: 'It is a field of the EKS API and not of eksctl, and where it holds, a key without source groups opens port 3389 of Windows nodes to the whole internet.',
  mend: 'Take remoteAccess out, and say ssh.allow: false.',
  *judgeNodes(group) {
    if (at(group.value, 'remoteAccess') !== undefined)
      yield { path: [...group.path, 'remoteAccess'], key: true, message: 'remoteAccess opens the nodes to RDP' };
  },
};

export const SSH_RULES = [open, unsaid, keys, ssmOff, ssmOn, remoteAccess];
