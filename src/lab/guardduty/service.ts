import { restService } from '../rest-service.ts';
import type { World } from '../world.ts';
import { createDetector, getDetector, listDetectors, updateDetector } from './detectors.ts';
import { getFindings, listFindings } from './findings.ts';

const ids = { DetectorId: { min: 1, max: 300 } };

export const guardDuty = restService({
  name: 'guardduty',
  client: 'guardduty',
  title: 'GuardDuty',
  handlers: {
    ListDetectors: listDetectors,
    GetDetector: getDetector as (world: World, input: object) => object,
    CreateDetector: createDetector as (world: World, input: object) => object,
    UpdateDetector: updateDetector as (world: World, input: object) => object,
    ListFindings: listFindings as (world: World, input: object) => object,
    GetFindings: getFindings as (world: World, input: object) => object,
  },
  limits: {
    ListFindings: { ...ids, MaxResults: { min: 1, max: 50 } },
    GetFindings: { ...ids, FindingIds: { min: 0, max: 50 } },
  },
  invalid: 'BadRequestException',
});
