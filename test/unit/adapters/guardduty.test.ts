import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import nock from 'nock';
import { createGuardDuty } from '../../../src/adapters/aws/guardduty.ts';
import type { ThreatQuery } from '../../../src/core/guardduty/model.ts';
import { clientsAndCounter, closeTheNet, openTheNet } from './wire.ts';

const GUARDDUTY = 'https://guardduty.eu-west-1.amazonaws.com';
const guardDuty = () => createGuardDuty(clientsAndCounter().clients);
const query = (over: Partial<ThreatQuery> = {}): ThreatQuery => ({
  instanceIds: null,
  since: null,
  least: null,
  types: [],
  archived: false,
  ...over,
});

describe('GuardDuty over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  it('has no detector where it never was on, and one that may be suspended', async () => {
    nock(GUARDDUTY).get('/detector').reply(200, { detectorIds: [] });
    assert.equal(await guardDuty().detector(), null);
    nock(GUARDDUTY)
      .get('/detector')
      .reply(200, { detectorIds: ['d1'] });
    nock(GUARDDUTY)
      .get('/detector/d1')
      .reply(200, { status: 'DISABLED', serviceRole: 'r', features: [{ name: 'FLOW_LOGS', status: 'ENABLED' }] });
    assert.deepEqual(await guardDuty().detector(), {
      id: 'd1',
      enabled: false,
      frequency: null,
      features: [{ name: 'FLOW_LOGS', enabled: true }],
    });
  });

  it('asks for fifty nodes at a time and fifty findings, page by page, with what was asked for', async () => {
    const ids = Array.from({ length: 51 }, (_, index) => `i-${index}`);
    const since = new Date('2027-01-01T00:00:00Z');
    const list = (equals: string[], nextToken: object, reply: object) =>
      nock(GUARDDUTY)
        .post('/detector/d1/findings', {
          findingCriteria: {
            criterion: {
              'resource.resourceType': { equals: ['Instance'] },
              'service.archived': { equals: ['false'] },
              'resource.instanceDetails.instanceId': { equals },
              updatedAt: { greaterThanOrEqual: since.getTime() },
              severity: { greaterThanOrEqual: 7 },
              type: { equals: ['T'] },
            },
          },
          maxResults: 50,
          ...nextToken,
        })
        .reply(200, reply);
    const pages = [
      list(ids.slice(0, 50), {}, { findingIds: ['f1'], nextToken: 'more' }),
      list(ids.slice(0, 50), { nextToken: 'more' }, { findingIds: ['f2'], nextToken: '' }),
      list(['i-50'], {}, { findingIds: [] }),
    ];
    nock(GUARDDUTY)
      .post('/detector/d1/findings/get', { findingIds: ['f1', 'f2'] })
      .reply(200, { findings: [{ id: 'f1', type: 'T', severity: 8, service: { count: 2, archived: false } }] });
    const found = await guardDuty().threats('d1', query({ instanceIds: ids, since, least: 'high', types: ['T'] }));
    assert.deepEqual(
      found.map(({ id, severity, count, windows, remotes }) => ({ id, severity, count, windows, remotes })),
      [{ id: 'f1', severity: 8, count: 2, windows: false, remotes: [] }],
    );
    assert.ok(pages.every((page) => page.isDone()));
  });

  it('turns on what is not there, and what was suspended', async () => {
    const made = nock(GUARDDUTY)
      .post('/detector', (body) => body.enable === true)
      .reply(200, { detectorId: 'd1' });
    await guardDuty().enable(null);
    const changed = nock(GUARDDUTY).post('/detector/d1', { enable: true }).reply(200, {});
    await guardDuty().enable({ id: 'd1', enabled: false, frequency: null, features: [] });
    assert.ok(made.isDone() && changed.isDone());
  });

  it('names the permission that is missing', async () => {
    nock(GUARDDUTY).get('/detector').reply(403, { message: 'no' }, { 'x-amzn-errortype': 'AccessDeniedException' });
    await assert.rejects(guardDuty().detector(), { code: 'NoPermission', message: /guardduty:ListDetectors/ });
  });
});
