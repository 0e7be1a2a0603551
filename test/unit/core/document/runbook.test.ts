import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { type RunbookInput, renderRunbook } from '../../../../src/core/document/runbook.ts';

const INPUT: RunbookInput = {
  description: 'winharden apply tiny',
  document: { name: 'winharden-tiny-apply-0123', owner: '999988887777', partition: 'aws-cn', hash: 'a'.repeat(64) },
  target: {
    by: 'tags',
    tags: [
      { key: 'env', value: 'prod "east"' },
      { key: 'a:b', value: '' },
    ],
  },
  parameters: ['RunId', 'Reboot'],
  maxConcurrency: '10%',
  maxErrors: '3',
  deliverySeconds: 600,
  s3: { bucket: 'results', prefix: 'winharden' },
};

describe('the runbook', () => {
  const { mainSteps, parameters, schemaVersion, assumeRole } = parse(renderRunbook(INPUT));
  const [{ action, inputs }] = mainSteps;

  it('has one step that sends the shared document of the Region that it runs in', () => {
    deepEqual(
      [schemaVersion, assumeRole, mainSteps.length, action],
      ['0.3', '{{ AutomationAssumeRole }}', 1, 'aws:runCommand'],
    );
    equal(inputs.DocumentName, 'arn:aws-cn:ssm:{{ global:REGION }}:999988887777:document/winharden-tiny-apply-0123');
    deepEqual([inputs.DocumentHash, inputs.DocumentHashType], ['a'.repeat(64), 'Sha256']);
  });

  it('has the nodes found by tag where it runs, and bounds them there', () => {
    deepEqual(inputs.Targets, [
      { Key: 'tag:env', Values: ['prod "east"'] },
      { Key: 'tag:a:b', Values: [''] },
    ]);
    deepEqual([inputs.MaxConcurrency, inputs.MaxErrors, inputs.TimeoutSeconds], ['10%', '3', 600]);
    const group = parse(renderRunbook({ ...INPUT, target: { by: 'group', name: 'windows-ng' } }));
    deepEqual(group.mainSteps[0].inputs.Targets, [{ Key: 'resource-groups:Name', Values: ['windows-ng'] }]);
  });

  it('hands parameters on, each held to what cannot be code', () => {
    deepEqual(inputs.Parameters, { RunId: '{{ RunId }}', Reboot: '{{ Reboot }}' });
    ok(new RegExp(parameters.RunId.allowedPattern).test('20270131T101500Z-a1b2c3'));
    ok(!new RegExp(parameters.Reboot.allowedPattern).test("never'; exit"));
  });

  it('leaves an empty prefix out', () => {
    const { s3, ...rest } = INPUT;
    const text = renderRunbook({ ...rest, s3: { ...s3, prefix: '' } });
    equal(parse(text).mainSteps[0].inputs.OutputS3KeyPrefix, undefined);
    equal(text, renderRunbook({ ...rest, s3: { ...s3, prefix: '' } }));
  });
});
