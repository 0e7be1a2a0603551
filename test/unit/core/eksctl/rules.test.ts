import { deepEqual, equal, match } from 'node:assert/strict';
import { parse, stringify } from 'yaml';
import { RULES, WAIVABLE } from '../../../../src/core/eksctl/rules.ts';
import { manifest, open, rulesIn } from './manifests.ts';

type Path = (string | number)[];
/** Places of a good manifest, and what is put there; undefined takes away. */
type Changes = [Path, unknown][];

const WINDOWS = ['managedNodeGroups', 1];
const SELF = ['nodeGroups', 0];
const arn = (name: string) => `arn:aws:iam::aws:policy/${name}`;

function put(value: Record<string, unknown>, [path, what]: [Path, unknown]): void {
  const inner = path.slice(0, -1).reduce<Record<string, unknown>>((here, step) => {
    here[step] ??= {};
    return here[step] as Record<string, unknown>;
  }, value);
  const last = path.at(-1) ?? '';
  if (what !== undefined) inner[last] = what;
  else if (Array.isArray(inner)) inner.splice(Number(last), 1);
  else delete inner[last];
}

function altered(text: string, changes: Changes): string {
  const value = parse(text);
  for (const change of changes) put(value, change);
  return stringify(value, { aliasDuplicateObjects: false });
}

const windows = (path: Path, what: unknown): Changes => [[[...WINDOWS, ...path], what]];
const self = (path: Path, what: unknown): Changes => [[[...SELF, ...path], what]];
const arns = (...names: string[]) => windows(['iam', 'attachPolicyARNs'], names.map(arn));
const NEEDED = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonSSMManagedInstanceCore'];
const POLICIES = [...NEEDED, 'AmazonEKS_CNI_Policy', 'AmazonInspector2ManagedCisPolicy'];
const without = (name: string) => arns(...POLICIES.filter((policy) => policy !== name));
const noOidc: Changes[number] = [['iam', 'withOIDC'], undefined];
const template: Changes = [
  ...windows(['launchTemplate'], { id: 'lt-0a1b2c3d4e5f60718' }),
  ...['instanceType', 'disablePodIMDS', 'volumeSize', 'volumeEncrypted'].flatMap((key) => windows([key], undefined)),
];

/** What breaks each rule, from a manifest that breaks none. */
const BREAKS: Record<string, { managed?: Changes[]; selfManaged?: Changes[] }> = {
  'unknown-key': { managed: [windows(['volumeEncryptd'], true), [[['vpc', 'natGateway'], {}]]] },
  'wrong-value': { managed: [windows(['minSize'], 'two'), [[['metadata', 'version'], 1.35]]] },
  'missing-field': { managed: [[[['metadata', 'region'], undefined]], windows(['name'], undefined)] },
  'duplicate-name': { managed: [windows(['name'], 'linux')] },
  'ssh-open': { managed: [windows(['ssh', 'allow'], true), windows(['ssh'], { publicKeyPath: '~/.ssh/id_rsa.pub' })] },
  'ssh-unsaid': { managed: [windows(['ssh'], undefined)] },
  'ssh-several-keys': { managed: [windows(['ssh'], { allow: false, publicKey: 'ssh-rsa x', publicKeyName: 'ops' })] },
  'ssh-ssm-off': { managed: [windows(['ssh', 'enableSsm'], false)] },
  'ssh-ssm-deprecated': { managed: [windows(['ssh', 'enableSsm'], true)] },
  'remote-access': { managed: [windows(['remoteAccess'], { ec2SshKey: 'ops' })] },
  'iam-ssm-policy': { managed: [without('AmazonSSMManagedInstanceCore')] },
  'iam-worker-policy': { managed: [without('AmazonEKSWorkerNodePolicy')] },
  'iam-cni-policy': { managed: [[...without('AmazonEKS_CNI_Policy'), noOidc]] },
  'iam-registry-policy': { managed: [without('AmazonEC2ContainerRegistryPullOnly')] },
  'iam-inspector-policy': { managed: [without('AmazonInspector2ManagedCisPolicy')] },
  'iam-broad-ssm-policy': { managed: [arns(...POLICIES, 'service-role/AmazonEC2RoleforSSM')] },
  'iam-unneeded-policy': {
    managed: [arns(...POLICIES, 'ElasticLoadBalancingFullAccess'), arns(...POLICIES, 'AdministratorAccess')],
  },
  'iam-policy-arn': {
    managed: [
      windows(['iam', 'attachPolicyARNs', 5], 'AmazonS3ReadOnlyAccess'),
      windows(['iam', 'attachPolicyARNs', 5], 'arn:aws-cn:iam::aws:policy/x'),
    ],
  },
  'iam-role-unseen': { managed: [windows(['iam'], { instanceRoleARN: 'arn:aws:iam::111122223333:role/nodes' })] },
  'iam-profile-managed': {
    managed: [[...windows(['iam'], { instanceProfileARN: 'arn:aws:iam::111122223333:instance-profile/x' })]],
  },
  'iam-inline-wildcard': {
    managed: [windows(['iam', 'attachPolicy'], { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })],
  },
  'iam-addon-policy': { managed: [windows(['iam', 'withAddonPolicies'], { ebs: true, cloudWatch: true })] },
  'iam-addon-conflict': { managed: [windows(['iam', 'withAddonPolicies'], { cloudWatch: true })] },
  'iam-role-conflict': {
    managed: [
      windows(['iam', 'instanceRoleARN'], 'arn:aws:iam::111122223333:role/nodes'),
      windows(['iam'], { instanceRoleARN: 'arn:aws:iam::111122223333:role/nodes', instanceRoleName: 'nodes' }),
    ],
  },
  'image-family-gone': {
    managed: ['2004Core', '20H2Core', '2016Full'].map((name) =>
      windows(['amiFamily'], `WindowsServer${name}Container`),
    ),
  },
  'image-family-unknown': { managed: [windows(['amiFamily'], 'WindowsServer2022CoreContainers')] },
  'image-full': { managed: [windows(['amiFamily'], 'WindowsServer2022FullContainer')] },
  'image-2019': { managed: [windows(['amiFamily'], 'WindowsServer2019CoreContainer')] },
  'image-2025-version': {
    managed: [[...windows(['amiFamily'], 'WindowsServer2025CoreContainer'), [['metadata', 'version'], '1.34']]],
  },
  'image-custom-managed': { managed: [windows(['ami'], 'ami-0a1b2c3d4e5f60718')] },
  'image-pinned': {
    managed: [windows(['releaseVersion'], '1.35-2026.04.18')],
    selfManaged: [self(['ami'], 'ami-0a1b2c3d4e5f60718')],
  },
  'node-age': { selfManaged: [self(['maxInstanceLifetime'], undefined), self(['maxInstanceLifetime'], 46 * 86_400)] },
  'volume-encrypted': {
    managed: [
      windows(['volumeEncrypted'], false),
      windows(['volumeEncrypted'], undefined),
      windows(['additionalVolumes'], [{ volumeName: 'xvdb' }]),
    ],
  },
  'volume-key-unused': { managed: [windows(['additionalVolumes'], [{ volumeKmsKeyID: 'x', volumeEncrypted: false }])] },
  'volume-type': { managed: [windows(['volumeType'], 'gp2')] },
  'volume-boot-type': { managed: [windows(['volumeType'], 'st1')] },
  'imds-v1': { managed: [windows(['disableIMDSv1'], false)] },
  'imds-v1-unsaid': { managed: [windows(['disableIMDSv1'], undefined)] },
  'imds-pods': { managed: [windows(['disablePodIMDS'], undefined), windows(['disablePodIMDS'], false)] },
  'private-networking': { managed: [windows(['privateNetworking'], undefined), windows(['privateNetworking'], false)] },
  'security-groups-unseen': { managed: [windows(['securityGroups'], { attachIDs: ['sg-0a1b2c3d4e5f60718'] })] },
  'security-groups-managed': { managed: [windows(['securityGroups'], { withShared: true })] },
  'taint-missing': { managed: [windows(['taints'], undefined), windows(['taints', 0, 'effect'], 'PreferNoSchedule')] },
  'label-reserved': { selfManaged: [self(['labels'], { 'node-role.kubernetes.io/worker': '' })] },
  'name-form': { managed: [windows(['name'], 'windows_ng')] },
  'node-counts': { managed: [windows(['minSize'], 3), windows(['maxSize'], 1)] },
  'label-os': { managed: [windows(['labels'], { 'kubernetes.io/os': 'linux' })] },
  'tag-nodegroup': { managed: [windows(['tags'], { team: 'blue' })] },
  'tag-reserved': { managed: [windows(['tags', 'aws:team'], 'blue')] },
  'update-both': { managed: [windows(['updateConfig', 'maxUnavailablePercentage'], 10)] },
  'update-at-once': { managed: [windows(['updateConfig'], { maxUnavailablePercentage: 100 })] },
  'bootstrap-override-managed': { managed: [windows(['overrideBootstrapCommand'], '& $EKSBootstrapScriptFile')] },
  'bootstrap-override-no-call': { selfManaged: [self(['overrideBootstrapCommand'], 'Write-Output hello')] },
  'kubelet-extra-config': { selfManaged: [self(['kubeletExtraConfig'], { maxPods: 20 })] },
  'bootstrap-weakens': {
    managed: [
      "Set-ItemProperty -Path 'HKLM:\\System\\CurrentControlSet\\Control\\Terminal Server' -Name fDenyTSConnections -Value 0",
      "Enable-NetFirewallRule -DisplayGroup 'Remote Desktop'",
      'Set-MpPreference -DisableRealtimeMonitoring $true',
      'Uninstall-WindowsFeature -Name Windows-Defender',
      'Set-NetFirewallProfile -Profile Domain,Public,Private -Enabled False',
      'netsh advfirewall set allprofiles state off',
      'winrm quickconfig -q',
      'Enable-PSRemoting -Force',
      'winrm set winrm/config/service \'@{AllowUnencrypted="true"}\'',
      'net user ops Passw0rd! /add',
      'New-LocalUser -Name ops -NoPassword',
      "ConvertTo-SecureString 'x' -AsPlainText -Force",
      'Enable-WindowsOptionalFeature -Online -FeatureName SMB1Protocol',
      'Set-SmbServerConfiguration -EnableSMB1Protocol $true -Force',
    ].map((command) => windows(['preBootstrapCommands'], ['Write-Output x', command])),
  },
  'template-fields': {
    managed: [
      [...template, ...windows(['instanceType'], 'm6i.large')],
      [...template, ...windows(['maxPodsPerNode'], 20)],
    ],
  },
  'template-unseen': { managed: [template] },
  'no-linux-nodes': { managed: [[[['managedNodeGroups', 0], undefined]]] },
  'windows-networking': { managed: [[[['iam', 'vpcResourceControllerPolicy'], false]]] },
  'windows-ipv6': { managed: [[[['kubernetesNetworkConfig', 'ipFamily'], 'IPv6']]] },
  'cluster-endpoint': { managed: [[[['vpc', 'clusterEndpoints', 'privateAccess'], false]], [[['vpc'], undefined]]] },
  'cluster-logging': {
    managed: [[[['cloudWatch'], undefined]], [[['cloudWatch', 'clusterLogging', 'enableTypes'], ['api']]]],
  },
  'cluster-secrets': { managed: [[[['secretsEncryption'], undefined]]] },
};

/** What may come with it, because one mistake breaks several rules. */
const WITH: Record<string, string[]> = {
  'volume-key-unused': ['volume-encrypted'],
  'iam-profile-managed': ['iam-role-unseen'],
  'iam-role-conflict': ['iam-role-unseen'],
  'iam-addon-policy': ['iam-addon-conflict'],
  'template-fields': ['template-unseen'],
};

describe('eksctl: rules', () => {
  const bases = { managed: manifest(), selfManaged: manifest({ managed: false }) };

  it('find nothing in a good manifest, which may say more than the one they are tried on', () => {
    const good: Changes[] = [
      windows(['iam'], undefined),
      windows(['iam', 'attachPolicyARNs'], []),
      without('AmazonEKS_CNI_Policy'),
      windows(['labels'], { 'kubernetes.io/os': 'windows', team: 'blue' }),
      windows(['iam', 'withAddonPolicies'], { cloudWatch: false }),
      windows(['amiFamily'], 'windowsserver2022corecontainer'),
      windows(['securityGroups'], { withShared: false }),
      windows(['taints'], [{ key: 'os', value: 'windows', effect: 'NoExecute' }]),
      windows(
        ['preBootstrapCommands'],
        ['Set-MpPreference -DisableRealtimeMonitoring $false', 'fDenyTSConnections is 1'],
      ),
      windows(['additionalVolumes'], [{ volumeName: 'xvdb', volumeEncrypted: true }]),
      windows(['ssh'], { allow: false, publicKeyName: 'ops' }),
      [[['cloudWatch', 'clusterLogging', 'enableTypes'], ['*']]],
      [[['privateCluster', 'enabled'], true], ...windows(['privateNetworking'], undefined)],
      [
        [['managedNodeGroups', 0], undefined],
        [['fargateProfiles'], [{ name: 'f', selectors: [{ namespace: 'kube-system' }] }]],
      ],
    ];
    deepEqual(rulesIn(bases.managed), []);
    deepEqual(rulesIn(bases.selfManaged), []);
    for (const changes of good) deepEqual(rulesIn(altered(bases.managed, changes)), [], JSON.stringify(changes));
    deepEqual(rulesIn(altered(bases.selfManaged, self(['overrideBootstrapCommand'], '& $EKSBootstrapScriptFile'))), []);
    deepEqual(rulesIn(altered(bases.selfManaged, self(['taints'], { os: 'windows:NoSchedule' }))), []);
  });

  for (const [rule, { managed = [], selfManaged = [] }] of Object.entries(BREAKS)) {
    it(`${rule} is found where it is broken, and no other rule`, () => {
      const texts = [
        ...managed.map((changes) => altered(bases.managed, changes)),
        ...selfManaged.map((changes) => altered(bases.selfManaged, changes)),
      ];
      for (const text of texts) deepEqual(rulesIn(text), [rule, ...(WITH[rule] ?? [])].sort(), text);
    });
  }

  it('are all tried here, but for what is about the file and its waivers', () => {
    const tried = new Set(Object.keys(BREAKS));
    deepEqual(
      [...WAIVABLE].filter((id) => !tried.has(id)),
      [],
    );
    equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
    for (const { id, what, why, mend } of RULES) {
      match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const text of [what, why, mend]) match(text, /^\S.*\.$/, id);
    }
  });

  it('leave Linux node groups alone', () => {
    const linux = ['managedNodeGroups', 0];
    const weak: Changes = [
      [[...linux, 'ssh'], { allow: true, publicKeyName: 'ops' }],
      [[...linux, 'volumeEncrypted'], false],
      [[...linux, 'disableIMDSv1'], false],
      [[...linux, 'privateNetworking'], false],
    ];
    deepEqual(rulesIn(altered(bases.managed, weak)), []);
  });

  it('name the partition of the Region in what they propose', () => {
    for (const [region, partition] of [
      ['us-gov-west-1', 'aws-us-gov'],
      ['cn-north-1', 'aws-cn'],
    ] as const) {
      const text = manifest({ region, secretsKmsKey: `arn:${partition}:kms:${region}:111122223333:key/x` });
      deepEqual(rulesIn(text), []);
      match(text, new RegExp(`arn:${partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`));
    }
  });

  it('speak of the node group by its name', () => {
    const [finding] = open(altered(bases.managed, windows(['disableIMDSv1'], false)));
    equal(finding?.nodeGroup, 'windows-ng');
    equal(finding?.field, 'managedNodeGroups[1].disableIMDSv1');
  });
});
