import { didYouMean } from '../../baseline/nearest.ts';
import { type Path, shown } from '../../baseline/problem.ts';
import type { Misfit, SchemaCheck } from '../../baseline/schema-check.ts';
import type { Hit, Rule } from '../model.ts';
import { at, isMap, nodeGroupsOf } from '../read-cluster.ts';

const yaml: Rule = {
  id: 'yaml',
  severity: 'error',
  field: '(the file)',
  what: 'The file is YAML or JSON.',
  why: 'Nothing can be judged before it is; no rule looks at the rest of such a document.',
  mend: 'Correct what stands there.',
};

const noManifest: Rule = {
  id: 'no-manifest',
  severity: 'error',
  field: 'kind',
  what: 'The file holds a ClusterConfig of eksctl.io.',
  why: 'There is nothing else that these rules are about.',
  mend: 'Name another file, or add kind: ClusterConfig and apiVersion: eksctl.io/v1alpha5.',
};

const unknownKey: Rule = {
  id: 'unknown-key',
  severity: 'error',
  field: '(any)',
  what: 'Only keys that eksctl knows.',
  why: 'eksctl stops at any other, and a setting under a wrong name holds nothing.',
  mend: 'Correct the key, or take it out.',
};

const wrongValue: Rule = {
  id: 'wrong-value',
  severity: 'error',
  field: '(any)',
  what: 'Values of the type that eksctl expects; versions, tags and labels are text.',
  why: 'eksctl stops at any other. Without quotes 1.30 is the number 1.3, and true is no text.',
  mend: 'Correct the value; put quotes round what is meant as text.',
};

const missingField: Rule = {
  id: 'missing-field',
  severity: 'error',
  field: '(any)',
  what: 'The fields that eksctl requires: apiVersion, kind, metadata.name, metadata.region, the name of each node group.',
  why: 'eksctl stops without them.',
  mend: 'Add the field.',
};

const duplicateName: Rule = {
  id: 'duplicate-name',
  severity: 'error',
  field: 'nodeGroup.name',
  what: 'Each node group has a name of its own, over both lists.',
  why: 'The name makes the CloudFormation stack; eksctl stops at the second.',
  mend: 'Rename one.',
};

const waiverNoReason: Rule = {
  id: 'waiver-no-reason',
  severity: 'error',
  field: '(comment)',
  what: 'A waiver gives a reason.',
  why: 'Without one nobody can tell later whether it still holds. It waives nothing until then.',
  mend: 'Write it behind the rule: `# winharden: allow RULE the reason`.',
};

const waiverUnknown: Rule = {
  id: 'waiver-unknown',
  severity: 'error',
  field: '(comment)',
  what: 'A waiver names rules that exist, and that can be waived.',
  why: 'One with a wrong name waives nothing, and somebody believes that it does.',
  mend: 'Correct the name; `winharden eksctl lint --rules` lists them.',
};

const waiverUnused: Rule = {
  id: 'waiver-unused',
  severity: 'note',
  field: '(comment)',
  what: 'A waiver stands on or right above what it waives.',
  why: 'What it was for is gone, or it stands in the wrong place.',
  mend: 'Take it out, or move it.',
};

export const SHAPE = {
  yaml,
  noManifest,
  unknownKey,
  wrongValue,
  missingField,
  duplicateName,
  waiverNoReason,
  waiverUnknown,
  waiverUnused,
};

/** Rules of their own speak of these. */
const TOLD_ELSEWHERE = ['remoteAccess'];

/** What in a document, without its empty fields, is not as eksctl's schema has it. */
export function* judgeShape(given: unknown, check: SchemaCheck): Generator<{ rule: Rule; hit: Hit }> {
  for (const misfit of check('eksctl-cluster-config', given)) {
    const { keyword, path, message } = misfit;
    if (keyword === 'additionalProperties') {
      if (!TOLD_ELSEWHERE.includes(String(path.at(-1)))) yield { rule: unknownKey, hit: unknownKeyHit(misfit) };
    } else if (keyword === 'required') yield { rule: missingField, hit: { path, key: true, message } };
    else yield { rule: wrongValue, hit: { path, message, ...textMeant(given, misfit) } };
  }
  if (isMap(given)) yield* namesTwice(given);
}

function unknownKeyHit({ path, known = [] }: Misfit): Hit {
  const key = String(path.at(-1));
  return { path, key: true, message: `eksctl knows no "${key}" here${didYouMean(key, known)}` };
}

/** A number or truth value where text is expected only lacks its quotes. */
function textMeant(given: unknown, { keyword, message, path }: Misfit): Pick<Hit, 'change'> {
  const scalar = ['number', 'boolean'].includes(typeof at(given, ...path));
  return keyword === 'type' && scalar && message.endsWith('expected text') ? { change: { quote: path } } : {};
}

function* namesTwice(value: Record<string, unknown>): Generator<{ rule: Rule; hit: Hit }> {
  const first = new Map<unknown, Path>();
  for (const { map, path } of nodeGroupsOf(value)) {
    const name = map['name'];
    if (name === undefined) continue;
    if (first.has(name))
      yield {
        rule: duplicateName,
        hit: { path: [...path, 'name'], message: `another node group is called ${shown(name)}` },
      };
    else first.set(name, path);
  }
}
