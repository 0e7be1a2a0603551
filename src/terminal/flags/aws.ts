import { option, string } from '@oclif/core/flags';
import { USUAL_ROLES } from '../../core/run/model.ts';
import { IN_MEMORY } from '../lab-flag.ts';

/** Which AWS, or the simulated one. */
export const awsFlags = {
  region: string({
    helpGroup: 'aws',
    helpValue: 'REGION[,REGION]',
    summary: "The Region, or several for one run; by default the AWS SDK's own choice.",
    env: 'WINHARDEN_REGION',
    multiple: true,
    multipleNonGreedy: true,
  }),
  account: string({
    helpGroup: 'aws',
    helpValue: 'ID[,ID]',
    summary: 'The account, or several for one run, entered by --role-name; by default your own.',
    env: 'WINHARDEN_ACCOUNT',
    multiple: true,
    multipleNonGreedy: true,
    dependsOn: ['role-name'],
  }),
  'role-name': string({
    helpGroup: 'aws',
    helpValue: 'NAME',
    summary: 'The role to assume in each --account.',
    env: 'WINHARDEN_ROLE_NAME',
    dependsOn: ['account'],
  }),
  'external-id': string({
    helpGroup: 'aws',
    helpValue: 'ID',
    summary: 'What the trust policy of the role asks for besides.',
    env: 'WINHARDEN_EXTERNAL_ID',
    dependsOn: ['role-name'],
  }),
  profile: string({
    helpGroup: 'aws',
    helpValue: 'NAME',
    summary: 'The profile in your AWS configuration.',
    env: 'WINHARDEN_PROFILE',
    exclusive: ['lab'],
  }),
  lab: string({
    helpGroup: 'aws',
    helpValue: '[FOLDER]',
    summary: `Use a simulated AWS in this process, kept in a folder, or in memory (\`--lab\` alone or \`${IN_MEMORY}\`).`,
    env: 'WINHARDEN_LAB',
  }),
};

/** Who sends to the nodes of other accounts. */
export const automationFlags = {
  via: option({
    helpGroup: 'aws',
    options: ['run-command', 'automation'] as const,
    summary:
      'Who sends to the nodes: winharden itself, wave by wave, or Systems Manager Automation, account by account.',
    env: 'WINHARDEN_VIA',
    default: 'run-command',
  })(),
  'execution-role': string({
    helpGroup: 'aws',
    helpValue: 'NAME',
    summary: 'With --via automation: the role that Automation assumes in each account.',
    env: 'WINHARDEN_EXECUTION_ROLE',
    default: USUAL_ROLES.executionRole,
  }),
  'automation-role': string({
    helpGroup: 'aws',
    helpValue: 'NAME',
    summary: 'With --via automation: the role of your own account that it assumes that one with.',
    env: 'WINHARDEN_AUTOMATION_ROLE',
    default: USUAL_ROLES.automationRole,
  }),
  'location-concurrency': string({
    helpGroup: 'aws',
    helpValue: 'N|N%',
    summary: 'With --via automation: Regions of accounts at work at the same time.',
    env: 'WINHARDEN_LOCATION_CONCURRENCY',
    default: '1',
  }),
};

/** For what only reads kept runs. */
export const keptLabFlag = string({
  helpValue: 'FOLDER',
  summary: 'The runs that were made in the lab of this folder.',
  env: 'WINHARDEN_LAB',
});

/** Which AWS holds the bucket of past runs. */
export const pastAwsFlags = {
  region: string({
    helpGroup: 'aws',
    helpValue: 'REGION',
    summary: "The bucket's Region; by default the AWS SDK's own choice.",
    env: 'WINHARDEN_REGION',
  }),
  profile: awsFlags.profile,
  lab: keptLabFlag,
};
