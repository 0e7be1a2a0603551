import type { Path } from '../../baseline/problem.ts';
import type { NodeGroup, NodeRule } from '../model.ts';
import { at, mapsAt } from '../read-cluster.ts';

/** The volumes that a group describes: its first one by fields of its own, others in a list. */
function volumesOf(group: NodeGroup): { path: Path; value: unknown }[] {
  const more = mapsAt(group.value, 'additionalVolumes');
  return [
    { path: group.path, value: group.value },
    ...more.map(({ map, index }) => ({ path: [...group.path, 'additionalVolumes', index], value: map })),
  ];
}

const encrypted: NodeRule = {
  id: 'volume-encrypted',
  severity: 'error',
  field: 'nodeGroup.volumeEncrypted',
  what: 'volumeEncrypted: true, for additional volumes too.',
  why: 'eksctl says nothing to EC2 by default, so that the account decides by its default for EBS, which is off unless somebody turned it on. Snapshots of a plain volume can be read by whoever gets one.',
  mend: 'Set volumeEncrypted to true; volumeKmsKeyID names a key of your own.',
  *judgeNodes(group) {
    if (group.ownTemplate) return;
    for (const { path, value } of volumesOf(group)) {
      const given = at(value, 'volumeEncrypted');
      if (given === true) continue;
      const change = { set: [...path, 'volumeEncrypted'], value: true };
      if (given === undefined)
        yield { path, message: 'volumeEncrypted is not said, and is not true by default', change };
      else yield { path: change.set, message: 'the volume is not encrypted', change };
    }
  },
};

const key: NodeRule = {
  id: 'volume-key-unused',
  severity: 'error',
  field: 'nodeGroup.volumeKmsKeyID',
  what: 'A key only where volumeEncrypted is true.',
  why: 'eksctl refuses a key for a volume that is not encrypted.',
  mend: 'Set volumeEncrypted to true.',
  *judgeNodes(group) {
    for (const { path, value } of volumesOf(group))
      if (at(value, 'volumeKmsKeyID') !== undefined && at(value, 'volumeEncrypted') !== true)
        yield {
          path: [...path, 'volumeKmsKeyID'],
          key: true,
          message: 'a key is named, and volumeEncrypted is not true',
        };
  },
};

const type: NodeRule = {
  id: 'volume-type',
  severity: 'note',
  field: 'nodeGroup.volumeType',
  what: 'gp3 instead of gp2.',
  why: 'gp2 gives a volume speed by its size, and Windows images are large: small volumes are slow to pull them. gp3 is faster and costs less.',
  mend: 'Set volumeType to gp3, or take it out: it is the default.',
  *judgeNodes(group) {
    for (const { path, value } of volumesOf(group)) {
      const place = [...path, 'volumeType'];
      if (at(value, 'volumeType') === 'gp2')
        yield { path: place, message: 'gp2 is the older type', change: { set: place, value: 'gp3' } };
    }
  },
};

const boot: NodeRule = {
  id: 'volume-boot-type',
  severity: 'error',
  field: 'nodeGroup.volumeType',
  what: 'No sc1 or st1 for the first volume.',
  why: 'EC2 does not start from these types.',
  mend: 'Set volumeType to gp3.',
  *judgeNodes(group) {
    const given = at(group.value, 'volumeType');
    if (given === 'sc1' || given === 'st1')
      yield { path: [...group.path, 'volumeType'], message: `EC2 cannot start from a volume of type ${given}` };
  },
};

export const DISK_RULES = [encrypted, key, type, boot];
