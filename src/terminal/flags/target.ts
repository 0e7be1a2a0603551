import { string } from '@oclif/core/flags';

/** Which nodes. */
export const targetFlags = {
  tag: string({
    helpGroup: 'target',
    helpValue: 'KEY=VALUE',
    summary: 'Nodes with this tag; repeat for nodes that have all of them.',
    env: 'WINHARDEN_TAG',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'instance-id': string({
    helpGroup: 'target',
    helpValue: 'ID',
    summary: 'This node; repeat for several.',
    env: 'WINHARDEN_INSTANCE_ID',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'resource-group': string({
    helpGroup: 'target',
    helpValue: 'NAME',
    summary: 'The nodes in this AWS resource group.',
    env: 'WINHARDEN_RESOURCE_GROUP',
  }),
};
