import assert from 'node:assert/strict';
import { keyArn } from '../../../../src/core/access/session-key.ts';

const PROFILE = 'arn:aws-us-gov:iam::111122223333:instance-profile/path/node';

describe('the key of session preferences', () => {
  it('is named as IAM knows it, in the account and partition of the node', () => {
    const key = '1234abcd-12ab-34cd-56ef-1234567890ab';
    const arn = `arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/${key}`;
    assert.equal(keyArn(key, PROFILE, 'us-gov-west-1'), arn);
    assert.equal(keyArn('arn:aws:kms:eu-west-1:1:key/k', PROFILE, 'x'), 'arn:aws:kms:eu-west-1:1:key/k');
  });

  it('is unknown by an alias', () => {
    assert.equal(keyArn('alias/sessions', PROFILE, 'x'), null);
    assert.equal(keyArn('arn:aws:kms:eu-west-1:1:alias/sessions', PROFILE, 'x'), null);
  });
});
