import type { Bucket } from '../ports.ts';

/** `2026-11-23T15-30-29.444Z`: how the agent names a run's folder, by the node's own clock. */
const TIME = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d(?:\.\d{1,9})?)Z$/;
/** A page of S3's list: no honest node has so many runs in a day. */
const MOST_NAMES = 1000;
/** After the beginning of a run none of its nodes begins. */
export const LATE_MILLISECONDS = 24 * 3_600_000;

/** How far a node's clock may be behind; where nothing else vouches for a report it has to be right. */
export const CLOCK_MINUTES = { vouched: 15, unvouched: 1 };

/** When a run began, when the next one did, and how far before it a node's clock may be. */
export interface Window {
  started: Date;
  until: Date | null;
  clockMinutes: number;
}

export interface OutputFolder {
  name: string;
  /** Whether it is from after the run began, so that it can be of no other. */
  isAfter: boolean;
}

/** The folders of a node's output that may be of a run: those after its beginning first, then the nearest before it. */
export async function fittingFolders(
  port: Pick<Bucket, 'folders'>,
  bucket: string,
  folder: string,
  { started, until, clockMinutes }: Window,
): Promise<OutputFolder[]> {
  const begin = started.getTime();
  const from = begin - clockMinutes * 60_000;
  const to = Math.min(begin + LATE_MILLISECONDS, until?.getTime() ?? Number.POSITIVE_INFINITY);
  const names = await port.folders(bucket, folder, new Date(from).toISOString().replaceAll(':', '-'), MOST_NAMES);
  const distance = (time: number) => (time >= begin ? time - begin : to + begin - time);
  return names
    .flatMap((text) => {
      const time = TIME.test(text) ? Date.parse(text.replace(TIME, '$1:$2:$3Z')) : Number.NaN;
      return time >= from && time < to ? [{ text, time }] : [];
    })
    .sort((one, other) => distance(one.time) - distance(other.time))
    .map(({ text, time }) => ({ name: text, isAfter: time >= begin }));
}
