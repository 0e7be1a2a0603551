import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { WinhardenError } from '../../../src/core/errors.ts';
import { labOptionsFor } from '../../../src/terminal/lab-options.ts';
import { whereOf } from '../../../src/terminal/where.ts';

describe('where a run goes, from the flags', () => {
  it('is nowhere in particular without any', () => equal(whereOf({}), undefined));

  it('is each Region once, repeated or with commas', () =>
    deepEqual(whereOf({ region: ['eu-west-1,us-east-1', 'eu-west-1', ' eu-north-1'] }), {
      regions: ['eu-west-1', 'us-east-1', 'eu-north-1'],
      accounts: [],
    }));

  it('is accounts with the role that enters them', () =>
    deepEqual(whereOf({ account: '111122223333,444455556666', 'role-name': 'ops', 'external-id': 'x-1' }), {
      regions: [],
      accounts: ['111122223333', '444455556666'],
      roleName: 'ops',
      externalId: 'x-1',
    }));

  it('refuses what is no account', () =>
    throws(() => whereOf({ account: ['1234'], 'role-name': 'ops' }), { code: 'InvalidAccount', message: /"1234"/ }));

  it('says how to name the accounts of an organizational unit', () =>
    throws(
      () => whereOf({ account: 'ou-ab12-cdefgh34', 'role-name': 'ops' }),
      ({ suggestions }: WinhardenError) =>
        /list-accounts-for-parent --parent-id ou-ab12-cdefgh34/.test(suggestions.join()),
    ));
});

describe('the lab of a run', () => {
  const locations = (flags: Parameters<typeof whereOf>[0], env = {}) =>
    labOptionsFor('memory', env, whereOf(flags)).locations;

  it('has several locations only where the run asks for several', () => {
    equal(locations({}), undefined);
    equal(locations({ region: 'eu-west-1' }), undefined);
    deepEqual(locations({ region: 'eu-west-1,us-east-1' }), ['eu-west-1', 'us-east-1']);
    deepEqual(locations({ account: '111122223333', 'role-name': 'ops' }), ['111122223333']);
    deepEqual(locations({ region: 'eu-west-1', account: '111122223333', 'role-name': 'ops' }), [
      '111122223333/eu-west-1',
    ]);
  });

  it('has those of its variable before all', () =>
    deepEqual(locations({ region: 'a,b' }, { WINHARDEN_LAB_LOCATIONS: 'eu-west-1, 111122223333' }), [
      'eu-west-1',
      '111122223333',
    ]));
});
