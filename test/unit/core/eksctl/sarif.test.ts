import { deepEqual, equal } from 'node:assert/strict';
import { RULES } from '../../../../src/core/eksctl/rules.ts';
import { sarifOf } from '../../../../src/core/eksctl/sarif.ts';
import { lint, manifest } from './manifests.ts';

describe('eksctl: SARIF', () => {
  it('has each finding with its rule and place, and what is waived as suppressed', () => {
    const weak = manifest({ secretsKmsKey: '' }).replace(
      'disableIMDSv1: true\n    disablePod',
      'disableIMDSv1: false\n    disablePod',
    );
    const findings = lint(weak).map((finding) => ({ ...finding, file: './clusters/my shop#1.yaml', fix: null }));
    const { version, runs } = sarifOf({ findings }, '1.2.3');
    equal(version, '2.1.0');
    const [{ tool, results }] = runs as [(typeof runs)[0]];
    deepEqual(
      tool.driver.rules.map(({ id }) => id),
      RULES.map(({ id }) => id),
    );
    const [secrets, imds] = results;
    deepEqual(
      secrets?.suppressions?.map(({ kind }) => kind),
      ['inSource'],
    );
    const line = weak.split('\n').findIndex((text) => text.includes('disableIMDSv1: false')) + 1;
    deepEqual(imds, {
      ruleId: 'imds-v1',
      ruleIndex: RULES.findIndex(({ id }) => id === 'imds-v1'),
      level: 'error',
      message: { text: 'IMDSv1 is allowed. Set disableIMDSv1 to true.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'clusters/my%20shop%231.yaml' },
            region: { startLine: line, startColumn: 20 },
          },
          logicalLocations: [{ fullyQualifiedName: 'managedNodeGroups[1].disableIMDSv1' }],
        },
      ],
    });
    equal(results.length, 2);
  });
});
