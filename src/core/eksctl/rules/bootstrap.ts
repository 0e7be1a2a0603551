import type { Hit, NodeGroup, NodeRule } from '../model.ts';
import { at, textsAt } from '../read-cluster.ts';

const override: NodeRule = {
  id: 'bootstrap-override-managed',
  severity: 'error',
  field: 'managedNodeGroup.overrideBootstrapCommand',
  what: 'No overrideBootstrapCommand in a managed Windows node group.',
  why: 'eksctl does not support it and stops.',
  mend: 'Use preBootstrapCommands, or a self-managed node group.',
  *judgeNodes(group) {
    if (group.managed && !group.ownTemplate && at(group.value, 'overrideBootstrapCommand') !== undefined)
      yield {
        path: [...group.path, 'overrideBootstrapCommand'],
        key: true,
        message: 'overrideBootstrapCommand is refused for managed Windows nodes',
      };
  },
};

const noCall: NodeRule = {
  id: 'bootstrap-override-no-call',
  severity: 'error',
  field: 'nodeGroup.overrideBootstrapCommand',
  what: "overrideBootstrapCommand calls the image's bootstrap script, $EKSBootstrapScriptFile.",
  why: 'eksctl no longer calls it then, and the node never joins the cluster.',
  mend: "Call & $EKSBootstrapScriptFile with eksctl's variables at its end.",
  *judgeNodes(group) {
    const text = at(group.value, 'overrideBootstrapCommand');
    if (group.managed || typeof text !== 'string' || /EKSBootstrap/i.test(text)) return;
    const path = [...group.path, 'overrideBootstrapCommand'];
    yield { path, key: true, message: 'nothing here starts the bootstrap script' };
  },
};

const kubelet: NodeRule = {
  id: 'kubelet-extra-config',
  severity: 'error',
  field: 'nodeGroup.kubeletExtraConfig',
  what: 'No kubeletExtraConfig.',
  why: 'eksctl does not support it for Windows and stops.',
  mend: 'Pass arguments to the bootstrap script by overrideBootstrapCommand of a self-managed node group.',
  *judgeNodes(group) {
    if (at(group.value, 'kubeletExtraConfig') !== undefined)
      yield { path: [...group.path, 'kubeletExtraConfig'], key: true, message: 'not supported for Windows nodes' };
  },
};

/** What a command does to a node, by text that hardly means anything else. */
const WEAKENING: [RegExp, string][] = [
  [/fDenyTSConnections\D{1,60}\b0\b/i, 'turns Remote Desktop on'],
  [/Enable-NetFirewallRule[^\n]*Remote ?Desktop/i, 'opens the firewall for Remote Desktop'],
  [/-DisableRealtimeMonitoring\s+(\$true|1)\b/i, 'turns Microsoft Defender off'],
  [/(Uninstall|Remove)-WindowsFeature[^\n]*Defender/i, 'removes Microsoft Defender'],
  [/Set-NetFirewallProfile[^\n]*-Enabled\s+(\$?false|0)\b/i, 'turns the firewall off'],
  [/advfirewall\s+set\s+\w+\s+state\s+off/i, 'turns the firewall off'],
  [/Enable-PSRemoting|winrm\s+(quickconfig|qc)\b/i, 'turns WinRM on'],
  [/AllowUnencrypted\D{1,40}\btrue\b/i, 'lets WinRM speak in the clear'],
  [/\bnet1?(\.exe)?\s+user\s+\S+\s+\S+\s+\/add\b/i, 'makes a local user with a password that stands in the user data'],
  [/New-LocalUser\b/i, 'makes a local user'],
  [
    /ConvertTo-SecureString[^\n]*-AsPlainText/i,
    'holds a password that everybody on the node can read in the user data',
  ],
  [/\bEnable(SMB1Protocol)\s+\$true|Enable-WindowsOptionalFeature[^\n]*SMB1/i, 'turns SMB 1 on'],
];

function* weakenedBy(text: string): Generator<string> {
  for (const [pattern, what] of WEAKENING) if (pattern.test(text)) yield what;
}

function commandsOf({ value, path }: NodeGroup) {
  const before = textsAt(value, 'preBootstrapCommands').map(({ text, index }) => ({
    text,
    path: [...path, 'preBootstrapCommands', index],
  }));
  const own = at(value, 'overrideBootstrapCommand');
  return typeof own === 'string' ? [...before, { text: own, path: [...path, 'overrideBootstrapCommand'] }] : before;
}

const weakens: NodeRule = {
  id: 'bootstrap-weakens',
  severity: 'warning',
  field: 'nodeGroup.preBootstrapCommands',
  what: 'No command that turns on RDP, WinRM or SMB 1, turns off Defender or the firewall, or makes users.',
  why: 'It undoes on every new node what the baseline sets, until the next apply.',
  mend: 'Take the command out, or waive this with the reason.',
  *judgeNodes(group): Iterable<Hit> {
    for (const { text, path } of commandsOf(group))
      for (const what of weakenedBy(text)) yield { path, message: `this command ${what}` };
  },
};

/** What eksctl refuses beside a launch template of one's own, but for a value that asks for nothing. */
const REFUSED: { path: string[]; harmless?: boolean }[] = [
  { path: ['instanceType'] },
  { path: ['ami'] },
  { path: ['ssh', 'allow'], harmless: false },
  { path: ['ssh', 'enableSsm'], harmless: false },
  { path: ['ssh', 'sourceSecurityGroupIds'] },
  { path: ['securityGroups', 'attachIDs'] },
  { path: ['volumeSize'] },
  { path: ['volumeName'] },
  { path: ['volumeEncrypted'], harmless: false },
  { path: ['volumeKmsKeyID'] },
  { path: ['instanceName'] },
  { path: ['instancePrefix'] },
  { path: ['maxPodsPerNode'] },
  { path: ['disableIMDSv1'], harmless: true },
  { path: ['disablePodIMDS'], harmless: false },
  { path: ['preBootstrapCommands'] },
  { path: ['overrideBootstrapCommand'] },
  { path: ['placement'] },
];

const templateFields: NodeRule = {
  id: 'template-fields',
  severity: 'error',
  field: 'managedNodeGroup.launchTemplate',
  what: `Beside launchTemplate.id none of ${REFUSED.map(({ path }) => path.join('.')).join(', ')}.`,
  why: 'All of that is the business of the template; eksctl refuses both.',
  mend: 'Say it in the launch template.',
  *judgeNodes(group) {
    if (!group.ownTemplate) return;
    for (const { path, harmless } of REFUSED) {
      const given = at(group.value, ...path);
      if (given === undefined || given === harmless) continue;
      const message = `${path.join('.')} cannot stand beside launchTemplate.id`;
      yield { path: [...group.path, ...path], key: true, message };
    }
  },
};

const template: NodeRule = {
  id: 'template-unseen',
  severity: 'note',
  field: 'managedNodeGroup.launchTemplate',
  what: 'Nothing: it says that a launch template of your own is used, whose content no manifest shows.',
  why: 'It settles the image, keys, security groups, encryption and IMDS.',
  mend: 'See to it that it asks for IMDSv2, encrypts the volumes, and names no key pair.',
  *judgeNodes(group) {
    if (group.ownTemplate)
      yield { path: [...group.path, 'launchTemplate'], key: true, message: 'the launch template cannot be seen here' };
  },
};

export const BOOTSTRAP_RULES = [override, noCall, kubelet, weakens, templateFields, template];
