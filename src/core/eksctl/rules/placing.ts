import { shown } from '../../baseline/problem.ts';
import type { Hit, NodeGroup, NodeRule } from '../model.ts';
import { at, isMap, mapsAt, textOf } from '../read-cluster.ts';

/** Taints as a list, or in the older form `key: value:Effect`. */
function effectsOf({ value }: NodeGroup): string[] {
  const taints = at(value, 'taints');
  const old = isMap(taints) ? Object.values(taints).map((text) => textOf(text).split(':').at(-1) ?? '') : [];
  return [...old, ...mapsAt(value, 'taints').map(({ map }) => textOf(map['effect']))];
}

const taint: NodeRule = {
  id: 'taint-missing',
  severity: 'warning',
  field: 'nodeGroup.taints',
  what: 'A taint with the effect NoSchedule or NoExecute, such as os=windows:NoSchedule.',
  why: 'Without one, pods that name no operating system land on Windows nodes and never start, agents and add-ons among them.',
  mend: 'Add the taint, after your Windows workloads tolerate it.',
  *judgeNodes(group) {
    if (effectsOf(group).some((effect) => effect === 'NoSchedule' || effect === 'NoExecute')) return;
    yield { path: group.path, message: 'nothing keeps pods for Linux off these nodes' };
  },
};

/** Labels of Kubernetes that a kubelet may give itself. */
const KUBELET_LABEL =
  /^((.+\.)?(kubelet|node)\.kubernetes\.io\/|(beta\.)?kubernetes\.io\/(os|arch|hostname|instance-type)$|(topology|failure-domain\.beta)\.kubernetes\.io\/(zone|region)$)/;

const reservedLabel: NodeRule = {
  id: 'label-reserved',
  severity: 'error',
  field: 'nodeGroup.labels',
  what: 'No label of kubernetes.io or k8s.io but those that a kubelet may set.',
  why: 'The others, as node-role.kubernetes.io, are not for nodes to give themselves; eksctl refuses them for self-managed nodes.',
  mend: 'Use a name of your own domain, or node.kubernetes.io.',
  *judgeNodes(group) {
    const labels = at(group.value, 'labels');
    if (group.managed || !isMap(labels)) return;
    for (const key of Object.keys(labels))
      if (/(^|\.)(kubernetes|k8s)\.io\//.test(key) && !KUBELET_LABEL.test(key))
        yield { path: [...group.path, 'labels', key], key: true, message: `nodes may not give themselves ${key}` };
  },
};

const label: NodeRule = {
  id: 'label-os',
  severity: 'error',
  field: 'nodeGroup.labels',
  what: 'The label kubernetes.io/os, if it is given, is windows.',
  why: 'The kubelet sets it by itself; another value sends pods for Linux here.',
  mend: 'Take the label out.',
  *judgeNodes(group) {
    const given = at(group.value, 'labels', 'kubernetes.io/os');
    if (given === undefined || given === 'windows') return;
    yield {
      path: [...group.path, 'labels', 'kubernetes.io/os'],
      message: `the label says ${shown(given)}, the nodes are Windows`,
    };
  },
};

/** By this tag people select the nodes of a group. */
export const NODE_GROUP_TAG = 'eks:nodegroup';

const tag: NodeRule = {
  id: 'tag-nodegroup',
  severity: 'note',
  field: 'nodeGroup.tags',
  what: `A tag ${NODE_GROUP_TAG} by which winharden and others select the nodes.`,
  why: 'EKS and eksctl name their own tags differently for managed and self-managed nodes; one of your own is the same for both, in every tool.',
  mend: `Add the tag ${NODE_GROUP_TAG} with the name of the node group.`,
  *judgeNodes(group): Iterable<Hit> {
    const { name } = group.value;
    if (at(group.value, 'tags', NODE_GROUP_TAG) !== undefined) return;
    const message = `the nodes get no tag ${NODE_GROUP_TAG}`;
    const set = [...group.path, 'tags', NODE_GROUP_TAG];
    yield { path: group.path, message, ...(typeof name === 'string' && { change: { set, value: name } }) };
  },
};

const reserved: NodeRule = {
  id: 'tag-reserved',
  severity: 'error',
  field: 'nodeGroup.tags',
  what: 'No tag whose key begins with aws:.',
  why: 'AWS keeps these for itself and refuses them.',
  mend: 'Name the tag otherwise.',
  *judgeNodes(group) {
    const tags = at(group.value, 'tags');
    for (const key of Object.keys(isMap(tags) ? tags : {}))
      if (key.startsWith('aws:'))
        yield { path: [...group.path, 'tags', key], key: true, message: `${key} is reserved` };
  },
};

const name: NodeRule = {
  id: 'name-form',
  severity: 'error',
  field: 'nodeGroup.name',
  what: 'A name of letters, digits and hyphens.',
  why: 'It becomes a part of the name of a CloudFormation stack; eksctl refuses any other character.',
  mend: 'Rename the node group.',
  *judgeNodes(group) {
    const given = group.value['name'];
    if (typeof given === 'string' && /[^A-Za-z0-9-]/.test(given))
      yield { path: [...group.path, 'name'], message: `${shown(given)} holds other characters than these` };
  },
};

const counts: NodeRule = {
  id: 'node-counts',
  severity: 'error',
  field: 'nodeGroup.desiredCapacity',
  what: 'minSize, desiredCapacity and maxSize do not contradict each other.',
  why: 'eksctl or Auto Scaling refuses the group.',
  mend: 'Put them into this order.',
  *judgeNodes(group) {
    const given = ['minSize', 'desiredCapacity', 'maxSize'].flatMap((key) => {
      const count = at(group.value, key);
      return typeof count === 'number' ? [{ key, count }] : [];
    });
    for (const [index, { key, count }] of given.entries()) {
      const less = given[index + 1];
      if (less && less.count < count)
        yield { path: [...group.path, less.key], message: `${less.key} is less than ${key}` };
    }
  },
};

const both: NodeRule = {
  id: 'update-both',
  severity: 'error',
  field: 'managedNodeGroup.updateConfig',
  what: 'maxUnavailable or maxUnavailablePercentage, not both.',
  why: 'EKS refuses both at once.',
  mend: 'Take one out.',
  *judgeNodes(group) {
    const config = at(group.value, 'updateConfig');
    if (at(config, 'maxUnavailable') !== undefined && at(config, 'maxUnavailablePercentage') !== undefined)
      yield { path: [...group.path, 'updateConfig'], key: true, message: 'maxUnavailable is given in two ways' };
  },
};

const atOnce: NodeRule = {
  id: 'update-at-once',
  severity: 'warning',
  field: 'managedNodeGroup.updateConfig',
  what: 'An update leaves some nodes at work.',
  why: 'People put updates off that take everything down, and nodes get old.',
  mend: 'Lower updateConfig.maxUnavailablePercentage.',
  *judgeNodes(group) {
    const path = [...group.path, 'updateConfig', 'maxUnavailablePercentage'];
    if (at(group.value, 'updateConfig', 'maxUnavailablePercentage') === 100)
      yield { path, message: 'an update replaces all nodes at once' };
  },
};

export const PLACING_RULES = [taint, reservedLabel, label, name, counts, tag, reserved, both, atOnce];
