import type {
  CreateDetectorRequest,
  CreateDetectorResponse,
  DetectorFeatureConfigurationResult,
  GetDetectorRequest,
  GetDetectorResponse,
  ListDetectorsResponse,
  UpdateDetectorRequest,
} from '@aws-sdk/client-guardduty';
import { AwsError } from '../protocol/error.ts';
import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';

/** The one detector of an account in a Region. */
export interface Detector {
  id: string;
  enabled: boolean;
  /** ISO. */
  created: string;
}

const NAME = 'detector';

/** What a new detector comes with: all protection plans but Runtime Monitoring (API reference, CreateDetector). */
const FEATURES: [DetectorFeatureConfigurationResult['Name'], 'ENABLED' | 'DISABLED'][] = [
  ['CLOUD_TRAIL', 'ENABLED'],
  ['DNS_LOGS', 'ENABLED'],
  ['FLOW_LOGS', 'ENABLED'],
  ['S3_DATA_EVENTS', 'ENABLED'],
  ['EKS_AUDIT_LOGS', 'ENABLED'],
  ['EBS_MALWARE_PROTECTION', 'ENABLED'],
  ['RDS_LOGIN_EVENTS', 'ENABLED'],
  ['LAMBDA_NETWORK_LOGS', 'ENABLED'],
  ['RUNTIME_MONITORING', 'DISABLED'],
];

/** It is on from the beginning, unless the lab was told otherwise. */
function detectorOf(world: World): Detector | undefined {
  const kept = world.detectors.get(NAME);
  if (kept || world.faults.ofLocation('guardduty-off', world.account, world.region)) return kept;
  return make(world, '2026-01-01T00:00:00.000Z');
}

function make(world: World, created: string): Detector {
  const id = hexText(seeded(world.seed, 'detector', world.account, world.region), 32);
  return { id, enabled: true, created };
}

export function requireDetector(world: World, id: string | undefined): Detector {
  const detector = detectorOf(world);
  if (detector?.id === id && detector) return detector;
  const message = 'The request is rejected because the input detectorId is not owned by the current account.';
  throw new AwsError('BadRequestException', message, 400);
}

export function listDetectors(world: World): ListDetectorsResponse {
  const detector = detectorOf(world);
  return { DetectorIds: detector ? [detector.id] : [] };
}

export function getDetector(world: World, { DetectorId }: GetDetectorRequest): GetDetectorResponse {
  const { enabled, created } = requireDetector(world, DetectorId);
  return {
    ServiceRole: `arn:aws:iam::${world.account}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
    Status: enabled ? 'ENABLED' : 'DISABLED',
    CreatedAt: created,
    FindingPublishingFrequency: 'SIX_HOURS',
    Tags: {},
    Features: FEATURES.map(([Name, Status]) => ({ Name, Status, UpdatedAt: new Date(created) })),
  };
}

export function createDetector(world: World, { Enable }: CreateDetectorRequest): CreateDetectorResponse {
  if (detectorOf(world)) {
    const message = 'The request is rejected because a detector already exists for the current account.';
    throw new AwsError('BadRequestException', message, 400);
  }
  const detector = { ...make(world, world.clock.now().toISOString()), enabled: Enable === true };
  world.detectors.save(NAME, detector);
  return { DetectorId: detector.id };
}

export function updateDetector(world: World, { DetectorId, Enable }: UpdateDetectorRequest): object {
  const detector = requireDetector(world, DetectorId);
  world.detectors.save(NAME, { ...detector, enabled: Enable ?? detector.enabled });
  return {};
}
