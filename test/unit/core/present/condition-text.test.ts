import assert from 'node:assert/strict';
import type { When } from '../../../../src/core/baseline/model.ts';
import { conditionText } from '../../../../src/core/present/condition-text.ts';

describe('conditions in words', () => {
  const cases: [When[], string][] = [
    [[], 'every node'],
    [[{}], 'every node'],
    [[{ containerHost: true }, {}], 'every node'],
    [[{ release: [2016, 2019, 2022, 2025] }], 'every node'],
    [[{ release: [2019] }], 'Windows Server 2019'],
    [[{ release: [2019, 2022] }], 'Windows Server 2019, 2022'],
    [[{ containerHost: true }, { domainJoined: false }], 'container hosts or outside a domain'],
    [[{ release: [2022], hyperV: true, core: false }], 'Windows Server 2022 and Hyper-V hosts and no Server Core'],
    [[{ role: ['member', 'standalone'], domainJoined: true }], 'role member or standalone and in a domain'],
    [[{ containerHost: false, hyperV: false, core: true }], 'no container hosts and no Hyper-V hosts and Server Core'],
  ];
  for (const [conditions, text] of cases) it(text, () => assert.equal(conditionText(conditions), text));
});
