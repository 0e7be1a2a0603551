import assert from 'node:assert/strict';
import { Clock } from '../../../src/lab/clock.ts';
import { nowhere } from '../../../src/lab/folder.ts';
import { chooseDriver, type DriverChoice } from '../../../src/lab/node/choose-driver.ts';
import { windowsStore } from '../../../src/lab/node/windows-store.ts';
import { QUICK } from '../../../src/lab/pace.ts';

const choice = (given: Partial<DriverChoice>): DriverChoice => ({
  wanted: undefined,
  clock: new Clock(1),
  pace: QUICK,
  seed: 1,
  windows: windowsStore(nowhere),
  root: undefined,
  temporary: () => assert.fail('the model needs no folder'),
  ...given,
});
const cannotBuild = () => Promise.reject(new Error('dotnet could not build the PowerShell host:\u0007 NU1301\r\nmore'));

describe('the choice of a driver', () => {
  it('falls back to the model and says why when PowerShell cannot be built here', async () => {
    const driver = await chooseDriver(choice({ find: cannotBuild }));
    assert.equal(driver.name, 'model');
    assert.equal(driver.why, 'dotnet could not build the PowerShell host:  NU1301');
  });

  it('falls back to the model without a word when there is no PowerShell', async () => {
    const driver = await chooseDriver(choice({ find: async () => null }));
    assert.deepEqual([driver.name, driver.why], ['model', undefined]);
  });

  it('refuses when PowerShell was asked for and is not to be had', async () => {
    const wanted = 'powershell';
    await assert.rejects(chooseDriver(choice({ wanted, find: cannotBuild })), /NU1301/);
    await assert.rejects(chooseDriver(choice({ wanted, find: async () => null })), { code: 'NoPowerShell' });
  });
});
