import { restService } from '../rest-service.ts';
import type { World } from '../world.ts';
import { batchGetAccountStatus, enable, requireEnabled } from './account.ts';
import { createCisScanConfiguration, listCisScanConfigurations } from './cis-configurations.ts';
import { byChecks, byTargetResource, getCisScanResultDetails } from './cis-results.ts';
import { listCisScans } from './cis-scans.ts';
import { listCoverage } from './coverage.ts';
import { listFindings } from './findings.ts';

/** What an account answers that is scanned. */
const enabled =
  <Input>(handler: (world: World, input: Input) => object) =>
  (world: World, input: object) => {
    requireEnabled(world);
    return handler(world, input as Input);
  };

const PAGES = { maxResults: { min: 1, max: 100 } };

export const inspector2 = restService({
  name: 'inspector2',
  client: 'inspector2',
  title: 'Inspector',
  handlers: {
    BatchGetAccountStatus: batchGetAccountStatus as (world: World, input: object) => object,
    CreateCisScanConfiguration: enabled(createCisScanConfiguration),
    Enable: enable as (world: World, input: object) => object,
    GetCisScanResultDetails: enabled(getCisScanResultDetails),
    ListCisScanConfigurations: enabled(listCisScanConfigurations),
    ListCisScanResultsAggregatedByChecks: enabled(byChecks),
    ListCisScanResultsAggregatedByTargetResource: enabled(byTargetResource),
    ListCisScans: enabled(listCisScans),
    ListCoverage: enabled(listCoverage),
    ListFindings: enabled(listFindings),
  },
  limits: {
    BatchGetAccountStatus: { accountIds: { max: 100 } },
    CreateCisScanConfiguration: { scanName: { min: 1, max: 128 } },
    GetCisScanResultDetails: { maxResults: { min: 1, max: 1000 } },
    ListCisScanConfigurations: PAGES,
    ListCisScanResultsAggregatedByChecks: PAGES,
    ListCisScanResultsAggregatedByTargetResource: PAGES,
    ListCisScans: PAGES,
    ListCoverage: { maxResults: { min: 1, max: 200 } },
    ListFindings: PAGES,
  },
  invalid: 'ValidationException',
});
