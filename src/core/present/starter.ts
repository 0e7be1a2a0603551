import type { Line } from '../baseline/extend.ts';
import { yamlFlow } from '../gpo/yaml-text.ts';

/** Where npm's mirror has the schemas of a version, so that an editor finds them without an installation. */
export function schemaAddress(version: string, schema: 'config' | 'baseline'): string {
  return `https://unpkg.com/winharden@${version}/schemas/${schema}.schema.json`;
}

const headOf = (version: string, schema: 'config' | 'baseline') =>
  `# yaml-language-server: $schema=${schemaAddress(version, schema)}`;

const HOW = `# Lines that start with a # and no space are examples: take the # away to use one.
# docs/formats.md of winharden explains every word.`;

export interface ConfigStarter {
  version: string;
  /** `YYYY-MM-DD`: the last day of the waiver in the example. */
  expires: string;
}

/** A winharden.yaml to start from. It holds as it is, and also with its examples in force. */
export function configStarter({ version, expires }: ConfigStarter): string {
  return `${headOf(version, 'config')}
# What holds in this place, whatever the baseline. Give it to audit, apply and render: --config winharden.yaml
# Check it: winharden baseline validate ./winharden.yaml
${HOW}

# What only you can know: the notice before people sign in, and what the built-in accounts are called.
#site:
#  legalNoticeTitle: Authorised use only
#  legalNoticeText: This system belongs to Example Inc. What is done here is recorded.
#  administratorName: keeper
#  guestName: visitor

# Controls that are not enforced, each with a reason that an auditor understands. After its last day a waiver is none:
# its controls are judged and applied again, and the report says so. \`winharden waiver list --config winharden.yaml\`
# shows how long each still holds; \`winharden waiver suggest --run ID\` proposes some from an audit.
#waivers:
#  - controls: ["2.2.33"]
#    reason: The web server impersonates as a member of IIS_IUSRS.
#    owner: platform team
#    ticket: PLAT-123
#    expires: ${expires}
#  # Only on some nodes: by what they are (when), by their tags, or by their ids.
#  - controls: ["9.3.*"]
#    reason: The firewall in front of these nodes decides.
#    when: { release: [2022, 2025], containerHost: true }
#    nodes: { tags: { env: [test, staging] } }

# Controls to apply although winharden holds them back because they could cut a node off. Try each on one node first.
#acceptRisk: ["9.3.4"]

# Services whose loss puts everything back, besides the SSM agent and what makes a node one of a cluster.
#vitalServices: [MyAgent]

# For how many seconds such services are watched after the last change, and how many runs' backups a node keeps.
settleSeconds: 10
keepBackups: 10
`;
}

export interface BaselineStarter {
  version: string;
  name: string;
  bases: string[];
  /** What the bases hold, for the examples. */
  lines: Line[];
}

/** A baseline file to start from. It holds as it is, and also with its examples in force. */
export function baselineStarter({ version, name, bases, lines }: BaselineStarter): string {
  return `${headOf(version, 'baseline')}
# A baseline of your own. Name the file wherever a baseline is asked for: --baseline ./${name}.yaml
# Check it: winharden baseline validate ./${name}.yaml
${HOW}

baseline: ${name}
title: Our servers

# Whose controls it takes over, with their ids and sources. \`winharden baseline list\` names what there is.
extends: ${yamlFlow(bases)}
${takenOver(lines)}
# Controls that nobody who uses this baseline is held to; they stay in the report, with the reason.
#waivers:
#  - { controls: ["our-*"], reason: Not before the agent is everywhere., owner: platform team }

# Things that winharden has no setting for, and what is wanted of them.
#settings:
#  - id: our-agent-starts
#    title: Our agent starts by itself
#    kind: service
#    address: { service: OurAgent }
#    protects: Without the agent nobody sees what happens on the node.
#controls:
#  - { id: our-1, setting: our-agent-starts, expect: { equals: automatic } }
`;
}

/** Examples of what can be said of the controls that are taken over, made of these. */
function takenOver(lines: Line[]): string {
  const [first, ...others] = lines.filter(({ control }) => control.setting !== undefined);
  if (!first) return '';
  const other = others.find(({ control }) => control.id !== first.control.id);
  return `
# Controls that are not taken over: ids, or how they begin ("18.10.*").
#without: ${yamlFlow([first.control.id])}
${other ? overrideExample(other) : ''}`;
}

function overrideExample({ control: { id, setting, expect, set } }: Line): string {
  return `
# Other values for controls that are taken over, by id or setting. This one is as it would be without it.
#overrides:
#  - ${yamlFlow({ id, setting, expect, ...(set !== undefined && { set }) })}
`;
}
