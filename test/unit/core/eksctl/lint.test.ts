import { deepEqual, equal, match, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { lintFile } from '../../../../src/core/eksctl/lint.ts';
import { countFindings, fails } from '../../../../src/core/eksctl/result.ts';
import { check, fileOf, lint, manifest, places, rulesIn } from './manifests.ts';

const HEAD = `apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
# winharden: allow cluster-endpoint,cluster-logging,cluster-secrets tried elsewhere
metadata: { name: shop, region: eu-west-1, version: "1.35" }
fargateProfiles: [{ name: f, selectors: [{ namespace: kube-system }] }]
`;

const GOOD = `amiFamily: WindowsServer2022CoreContainer
    volumeEncrypted: true
    privateNetworking: true
    disableIMDSv1: true
    disablePodIMDS: true
    ssh: { allow: false }
    taints: [{ key: os, value: windows, effect: NoSchedule }]
    tags: { eks:nodegroup: win }`;

const group = (more = '', name = 'win') => `  - name: ${name}\n    ${GOOD}\n${more}`;
const cluster = (groups: string) => `${HEAD}managedNodeGroups:\n${groups}`;

describe('eksctl: lint', function () {
  this.timeout(60_000);

  it('says where a value stands, or its key, or the group that lacks it', () => {
    const text = cluster(`  - amiFamily: WindowsServer2022FullContainer
    name: win
    volumeEncrypted: no
    privateNetworking: true
    disableIMDSv1: false
    disablePodIMDS: true
    ssh: { allow: true }
    tags: { eks:nodegroup: win }
`);
    deepEqual(places(text), [
      '7:5 taint-missing',
      '7:16 image-full',
      '9:22 volume-encrypted',
      '11:20 imds-v1',
      '13:19 ssh-open',
    ]);
  });

  it('follows aliases and merge keys to where a value stands', () => {
    const text = cluster(`  - &base
    name: win
    ${GOOD.replace('disableIMDSv1: true', 'disableIMDSv1: false')}
  - <<: *base
    name: second
    labels: &labels { kubernetes.io/os: linux }
  - <<: [*base]
    name: third
    disableIMDSv1: true
    labels: *labels
`);
    const found = lint(text).filter(({ waived }) => waived === null);
    deepEqual(
      found.map(({ line, rule, nodeGroup }) => [line, rule, nodeGroup]),
      [
        [12, 'imds-v1', 'win'],
        [12, 'imds-v1', 'second'],
        [19, 'label-os', 'second'],
        [19, 'label-os', 'third'],
      ],
    );
  });

  it('judges each document, and leaves those alone that are none of eksctl', () => {
    const other = 'apiVersion: v1\nkind: ConfigMap\ndata: { ssh: allow }\n';
    const linted = lintFile(
      fileOf(
        `${other}---\n${manifest()}---\n${manifest({ nodeGroup: 'second' }).replace('allow: false\n\n    # Naming', 'allow: true\n\n    # Naming')}`,
      ),
      check,
    );
    deepEqual([linted.clusters, linted.windowsNodeGroups, linted.otherNodeGroups], [2, 2, 2]);
    deepEqual(
      linted.found.map(({ finding, document }) => [finding.rule, finding.nodeGroup, document]),
      [['ssh-open', 'second', 2]],
    );
  });

  it('reads JSON too', () => {
    const text = `{
  "apiVersion": "eksctl.io/v1alpha5",
  "kind": "ClusterConfig",
  "metadata": { "name": "shop", "region": "eu-west-1", "version": "1.35" },
  "nodeGroups": [{ "name": "linux" }, { "name": "win", "amiFamily": "WindowsServer2022CoreContainer", "disableIMDSv1": false }]
}`;
    const column = (text.split('\n')[4] ?? '').indexOf('false') + 1;
    ok(places(text).includes(`5:${column} imds-v1`));
  });

  it('reads the words that eksctl takes for true and false', () => {
    const text = cluster(
      group('    labels: { gpu: yes, size: "no" }\n').replace('volumeEncrypted: true', 'volumeEncrypted: Yes'),
    );
    deepEqual(places(text), ['16:20 wrong-value']);
  });

  it('has a word for what is no manifest', () => {
    deepEqual(places(''), ['1:1 no-manifest']);
    deepEqual(places('# nothing\n'), ['1:1 no-manifest']);
    deepEqual(places('just text'), ['1:1 no-manifest']);
    deepEqual(places('apiVersion: v1\nkind: Pod\n'), ['1:1 no-manifest']);
    deepEqual(rulesIn('metadata: { name: x, region: eu-west-1 }'), ['missing-field']);
    deepEqual(rulesIn(manifest().replace('v1alpha5', 'v1alpha4')), ['wrong-value']);
  });

  it('has a word for YAML that is wrong, and judges the other documents', () => {
    const messages = (text: string) =>
      lint(text).map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`);
    match(messages('a: [1, 2\nb: 3\n').join(), /^2:1 yaml not valid YAML: /);
    deepEqual(messages('a: 1\na: 2\n'), ['2:1 yaml this key stands twice in one map']);
    match(messages('a: *nobody\n').join(), /^1:4 yaml no anchor &nobody stands before/);
    match(messages('a: &a [*a]\n').join(), /an alias stands for itself/);
    match(messages('['.repeat(20_000)).join(), /yaml it is nested too deeply/);
    const bomb = Array.from(
      { length: 12 },
      (_, i) =>
        `a${i}: &a${i} [${Array(10)
          .fill(i ? `*a${i - 1}` : 'x')
          .join(', ')}]`,
    );
    match(messages(bomb.join('\n')).join(), /stand for more than/);
    deepEqual(
      rulesIn(`a: 1\na: 2\n---\n${manifest().replace('allow: false\n\n    # Naming', 'allow: true\n\n    # Naming')}`),
      ['ssh-open', 'yaml'],
    );
  });

  it('never fails, whatever the text', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '&x ',
      '*x',
      '<<',
      '{',
      '}',
      '[',
      ']',
      '#',
      '|',
      '"',
      "'",
      '\t',
      '---\n',
      '? ',
      '!!',
      '\0',
      '\r',
      '%',
      'nodeGroups:',
      'amiFamily: Windows',
      '# winharden: allow ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (any) => lint(any).every(({ line, column }) => line > 0 && column > 0)),
      { numRuns: 500 },
    );
  });

  it('judges whatever stands in the fields of a node group without failing', () => {
    const keys = [
      'ssh',
      'iam',
      'taints',
      'tags',
      'labels',
      'volumeEncrypted',
      'additionalVolumes',
      'securityGroups',
      'launchTemplate',
      'preBootstrapCommands',
      'updateConfig',
      'name',
      'ami',
    ];
    const odd = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 3 }));
    const whole = fc.record({
      vpc: fc.jsonValue(),
      iam: fc.jsonValue(),
      metadata: fc.jsonValue(),
      addons: fc.jsonValue(),
      nodeGroups: fc.array(fc.oneof(odd, fc.jsonValue())),
    });
    fc.assert(
      fc.property(whole, odd, (value, extra) => {
        const groups = [...value.nodeGroups, { ...extra, amiFamily: 'WindowsServer2022CoreContainer' }];
        return (
          lint(JSON.stringify({ kind: 'ClusterConfig', ...value, managedNodeGroups: groups, nodeGroups: groups }))
            .length > 0
        );
      }),
      { numRuns: 300 },
    );
  });

  it('says nothing of a field without a value, which eksctl takes for none', () => {
    deepEqual(places(cluster(group('    iam:\n    labels:\n'))), []);
  });

  describe('waivers', () => {
    const weak = '    volumeType: gp2';
    const waived = (text: string) =>
      lint(text).flatMap(({ waived, rule }) => (waived === null ? [] : [`${rule}: ${waived}`]));
    const of = (text: string) => waived(text).filter((line) => line.startsWith('volume-type'));

    it('hold on their line and right above it, and are counted', () => {
      for (const text of [
        `    volumeType: gp2 # winharden: allow volume-type tried out\n`,
        `    # winharden: allow volume-type tried out\n${weak}\n`,
        `    # winharden: allow volume-type,imds-v1-unsaid tried out\n    # and a word more\n\n${weak}\n`.replace(
          '\n\n',
          '\n',
        ),
      ])
        deepEqual(of(cluster(group(text))), ['volume-type: tried out'], text);
      const all = lint(cluster(group(`${weak} # winharden: allow volume-type tried out\n`)));
      deepEqual(countFindings(all), { error: 0, warning: 0, note: 0, waived: 4 });
    });

    it('hold nowhere else', () => {
      deepEqual(places(cluster(group(`    # winharden: allow volume-type no\n\n${weak}\n`))), [
        '16:5 waiver-unused',
        '18:17 volume-type',
      ]);
      deepEqual(places(cluster(group(`    # winharden: allow volume-type no\n    minSize: 1\n${weak}\n`))), [
        '16:5 waiver-unused',
        '18:17 volume-type',
      ]);
    });

    it('need a reason, and a rule that exists', () => {
      deepEqual(places(cluster(group(`${weak} # winharden: allow volume-type\n`))), [
        '16:17 volume-type',
        '16:21 waiver-no-reason',
      ]);
      deepEqual(places(cluster(group(`    # winharden: allow volume-typ because\n`))), ['16:5 waiver-unknown']);
      deepEqual(places(cluster(group(`    # winharden: allow\n`))), ['16:5 waiver-unknown']);
      deepEqual(places(cluster(group(`    # winharden: allow yaml because\n`))), ['16:5 waiver-unknown']);
      match(
        lint(cluster(group('    # winharden: allow volume-typ because\n'))).at(-1)?.message ?? '',
        /did you mean "volume-type"/,
      );
    });

    it('are comments, and not text that looks like one', () => {
      const block = `    preBootstrapCommands:\n      - |\n        # winharden: allow volume-type no\n        "#winharden: allow volume-type no"\n      - '# winharden: allow volume-type no'\n`;
      deepEqual(places(cluster(group(block))), []);
    });
  });

  it('fails on what is as grave as wanted, and not on what is waived', () => {
    const counts = { error: 0, warning: 1, note: 1, waived: 7 };
    deepEqual(
      (['error', 'warning', 'note'] as const).map((least) => fails({ counts }, least)),
      [false, true, true],
    );
    equal(fails({ counts: { ...counts, warning: 0, note: 0 } }, 'note'), false);
  });
});
