import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse, parseDocument, stringify } from 'yaml';
import { mendFile } from '../../../../src/core/eksctl/fix.ts';
import { unifiedDiff } from '../../../../src/core/eksctl/line-diff.ts';
import { lintFile } from '../../../../src/core/eksctl/lint.ts';
import { check, fileOf, manifest } from './manifests.ts';

const mend = (text: string) => mendFile(fileOf(text), check);
const rules = (findings: { rule: string }[]) => findings.map(({ rule }) => rule).sort();

const HEAD = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: shop, region: eu-west-1}\n';
const group = (lines: string) =>
  `${HEAD}nodeGroups:\n  - name: win # ours\n    amiFamily: WindowsServer2022CoreContainer\n${lines}`;

const isYaml = (text: string) => parseDocument(text).errors.length === 0;

/** The lines that are new, and those that are gone. */
function changes(text: string): { gone: string[]; come: string[] } {
  const lines = unifiedDiff('c.yaml', text, mend(text).text).split('\n').slice(2);
  const of = (sign: string) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1).trim());
  return { gone: of('-'), come: of('+') };
}

describe('eksctl: fixes', function () {
  this.timeout(60_000);

  it('put in what lacks, and leave comments, order, quotes and every other character', () => {
    const text = group(
      `    # about disks\n    volumeEncrypted:   false   # for now\n    'ssh': # keys\n      # the team's\n      publicKeyName: "ops"\n      enableSsm: true\n    disableIMDSv1: False\n`,
    );
    deepEqual(changes(text), {
      gone: ['volumeEncrypted:   false   # for now', 'enableSsm: true', 'disableIMDSv1: False'],
      come: [
        'privateNetworking: true',
        'tags:',
        'eks:nodegroup: win',
        'volumeEncrypted:   true   # for now',
        'allow: false',
        'disableIMDSv1: true',
      ],
    });
  });

  it('work in flow style, in JSON, with Windows line ends and without an end of line', () => {
    const flow = `${HEAD}nodeGroups: [{name: win, amiFamily: WindowsServer2022CoreContainer, tags: {}, ssh: {}, iam: {attachPolicyARNs: [arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy]}}]`;
    const block = group(
      '    iam:\n      attachPolicyARNs:\n      - arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy # why\n    disableIMDSv1: false',
    );
    const json = JSON.stringify(parse(flow), null, 2);
    for (const text of [flow, block, json, block.replaceAll('\n', '\r\n'), json.replaceAll('\n', '\r\n')]) {
      const { text: after, withheld } = mend(text);
      const [win] = parse(after).nodeGroups;
      deepEqual(withheld, [], after);
      deepEqual(win.ssh, { allow: false });
      deepEqual([win.volumeEncrypted, win.privateNetworking, win.disableIMDSv1], [true, true, true]);
      equal(win.tags['eks:nodegroup'], 'win');
      equal(win.iam.attachPolicyARNs.length, 4);
      equal(/[^\r]\n/.test(after), !text.includes('\r\n'));
    }
    deepEqual(JSON.parse(mend(json).text), parse(mend(json).text), 'JSON stays JSON');
  });

  it('quote numbers and truth values that are meant as text', () => {
    const { text } = mend(
      group('    labels:\n      gpu: false\n      size: 1.10 # two digits\n').replace(
        'eu-west-1}',
        'eu-west-1, version: 1.30}',
      ),
    );
    equal(parse(text).metadata.version, '1.30');
    deepEqual(parse(text).nodeGroups[0].labels, { gpu: 'false', size: '1.10' });
    match(text, /size: "1.10" # two digits/);
  });

  it('change nothing that an alias elsewhere means', () => {
    const shared = group(
      `    ssh: &ssh\n      publicKeyName: ops\n  - name: second\n    amiFamily: WindowsServer2022CoreContainer\n    ssh: *ssh\n`,
    );
    const { text, withheld } = mend(shared);
    deepEqual(rules(withheld.map(({ finding }) => finding)), ['ssh-open', 'ssh-open']);
    match(text, /ssh: &ssh\n {6}publicKeyName: ops\n {2}- name: second/);
    match(text, /ssh: \*ssh\n$/);
  });

  it('override what is merged in, and leave its source', () => {
    const text = `${HEAD}managedNodeGroups:\n  - &base\n    name: linux\n    disableIMDSv1: false\n  - <<: *base\n    name: win\n    amiFamily: WindowsServer2022CoreContainer\n`;
    const after = parse(mend(text).text, { merge: true }).managedNodeGroups;
    deepEqual([after[0].disableIMDSv1, after[1].disableIMDSv1], [false, true]);
  });

  it('replace an alias that stands for the value alone', () => {
    const text = group('    volumeEncrypted: &off false\n    ebsOptimized: *off\n');
    const after = mend(text);
    deepEqual(rules(after.withheld.map(({ finding }) => finding)), ['volume-encrypted']);
    const [win] = parse(mend(group('    ebsOptimized: &off false\n    volumeEncrypted: *off\n')).text).nodeGroups;
    deepEqual([win.ebsOptimized, win.volumeEncrypted], [false, true]);
  });

  it('leave what is waived, what needs a decision, and what is broken', () => {
    const waived = group('    disableIMDSv1: false # winharden: allow imds-v1 an old agent\n');
    match(mend(waived).text, /disableIMDSv1: false # winharden/);
    const own = `${group('    taints: []\n')}vpc: { id: vpc-1 }\n`;
    equal(parse(mend(own).text).nodeGroups[0].privateNetworking, undefined);
    equal(mend('a: [').text, 'a: [');
    const half = `a: 1\na: 2\n---\n${group('    disableIMDSv1: false\n')}`;
    match(mend(half).text, /^a: 1\na: 2\n---\n[\s\S]*disableIMDSv1: true/);
  });

  it('find nothing more to do the second time, nor in a good manifest', () => {
    equal(mend(manifest()).text, manifest());
  });

  it('keep the YAML whole, do what they say and nothing else, and are done once, however it is written', () => {
    const value = fc.record(
      {
        ssh: fc.constantFrom({}, { publicKeyName: 'x' }, { allow: true, enableSsm: false }, null),
        volumeEncrypted: fc.boolean(),
        disableIMDSv1: fc.constantFrom(false, null),
        privateNetworking: fc.boolean(),
        volumeType: fc.constantFrom('gp2', 'gp3'),
        labels: fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
        tags: fc.dictionary(fc.string({ maxLength: 8 }), fc.string()),
        iam: fc.constantFrom({ attachPolicyARNs: [] }, { attachPolicyARNs: ['arn:aws:iam::aws:policy/x'] }, {}),
        preBootstrapCommands: fc.array(fc.string()),
      },
      { requiredKeys: [] },
    );
    const style = fc.record({
      indent: fc.constantFrom(2, 4),
      indentSeq: fc.boolean(),
      collectionStyle: fc.constantFrom('block' as const, 'flow' as const),
      defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'BLOCK_LITERAL' as const),
      lineWidth: fc.constantFrom(0, 40),
    });
    fc.assert(
      fc.property(value, style, fc.string({ minLength: 1, maxLength: 12 }), (extra, how, name) => {
        const whole = {
          kind: 'ClusterConfig',
          apiVersion: 'eksctl.io/v1alpha5',
          metadata: { name: 'x', region: 'eu-west-1' },
        };
        const groups = [{ name, amiFamily: 'WindowsServer2022CoreContainer', ...extra }];
        const text = stringify({ ...whole, managedNodeGroups: groups }, how);
        fc.pre(isYaml(text)); // what the library itself writes is not always
        const once = mend(text);
        equal(isYaml(once.text), true);
        equal(mend(once.text).text, once.text);
        const [before, after] = [text, once.text].map((yaml) => parse(yaml).managedNodeGroups[0]);
        for (const key of ['name', 'amiFamily', 'preBootstrapCommands']) deepEqual(after[key], before[key]);
        if (once.withheld.length === 0) ok(after.volumeEncrypted && after.ssh.allow === false && after.disableIMDSv1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('eksctl: fixes of odd files', function () {
  this.timeout(60_000);

  const weak = readFileSync(join(import.meta.dirname, '../../../../examples/eksctl/weak.yaml'), 'utf8');
  const piece = fc.constantFrom(
    ' ',
    '\n',
    '\t',
    '- ',
    ': ',
    '#',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '*ssh',
    '<<: *ssh',
    '|',
    '>',
    '? ',
    '!!str ',
    '---\n',
    '\r\n',
    'x',
    '~',
  );
  const change = fc.record({ at: fc.nat(weak.length), gone: fc.nat(12), put: fc.array(piece, { maxLength: 3 }) });

  it('never break what was whole, never make a rule worse, and are done once', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce(
          (now, { at, gone, put }) => now.slice(0, at) + put.join('') + now.slice(at + gone),
          weak,
        );
        const once = mend(text);
        const before = lintFile(fileOf(text), check).found.length;
        ok(once.after.found.length <= before - once.mended.length);
        if (isYaml(text)) equal(isYaml(once.text), true);
        equal(mend(once.text).text, once.text);
      }),
      { numRuns: 150 },
    );
  });
});

describe('eksctl: differences', () => {
  it('are in the unified format', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}\n`).join('');
    const after = before.replace('line 2\n', 'line two\nand more\n').replace('line 15\n', '');
    equal(
      unifiedDiff('c.yaml', before, after),
      '--- c.yaml\n+++ c.yaml\n@@ -1,6 +1,7 @@\n line 0\n line 1\n-line 2\n+line two\n+and more\n line 3\n line 4\n line 5\n@@ -13,7 +14,6 @@\n line 12\n line 13\n line 14\n-line 15\n line 16\n line 17\n line 18',
    );
    equal(unifiedDiff('c.yaml', before, before), '');
    match(unifiedDiff('c.yaml', 'a', 'a\n'), /-a\n\\ No newline at end of file\n\+a$/);
  });
});
