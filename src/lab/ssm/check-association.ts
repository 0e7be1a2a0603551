import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { readSchedule } from './association-schedule.ts';
import type { AssociationContent } from './association-store.ts';
import { contentOf } from './document-content.ts';
import { checkParameters } from './document-parameters.ts';
import { findDocument, findVersion } from './find-document.ts';
import { nodesByTargets } from './targets.ts';

/** Holds an association against the document, the bucket and the rules that its members have for each other. */
export function checkAssociation(world: World, content: AssociationContent): void {
  const version = findVersion(findDocument(world, content.Name ?? ''), documentVersion(content));
  checkParameters(contentOf(version), content.Parameters ?? {});
  checkTargets(world, content);
  checkTimes(content);
  const bucket = content.OutputLocation?.S3Location?.OutputS3BucketName;
  if (bucket !== undefined && !world.objects.bucket(bucket))
    throw new AwsError('InvalidOutputLocation', `The output location isn't valid or doesn't exist: ${bucket}`);
}

export const documentVersion = ({ DocumentVersion }: AssociationContent) =>
  DocumentVersion === undefined ? {} : { version: DocumentVersion };

function checkTargets(world: World, { Targets = [], TargetMaps, TargetLocations }: AssociationContent): void {
  if (TargetMaps !== undefined || TargetLocations !== undefined)
    throw new AwsError('InvalidTarget', 'The lab knows no TargetMaps and no TargetLocations.');
  if (Targets.length === 0 || Targets.some(({ Values = [] }) => Values.length === 0))
    throw new AwsError('InvalidTarget', "The target isn't valid or doesn't exist: Targets need a key and values.");
  nodesByTargets(world, Targets);
}

function checkTimes(content: AssociationContent): void {
  const { ScheduleExpression: schedule, ApplyOnlyAtCronInterval: only = false, ScheduleOffset, Duration } = content;
  if (schedule !== undefined) readSchedule(schedule);
  if (only && (schedule === undefined || schedule.startsWith('rate')))
    throw invalid('ApplyOnlyAtCronInterval goes with a cron or at expression only.');
  if (ScheduleOffset !== undefined && !(only && schedule?.startsWith('cron')))
    throw invalid('ScheduleOffset needs a cron expression and ApplyOnlyAtCronInterval.');
  if (Duration !== undefined && !only) throw invalid('Duration needs ApplyOnlyAtCronInterval.');
}

const invalid = (message: string) => new AwsError('ValidationException', message);
