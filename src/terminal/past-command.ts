import type { Place } from '../actions/past-runs.ts';
import type { App } from '../core/ports.ts';
import { BaseCommand } from './base-command.ts';
import { openKeptRuns } from './kept-runs.ts';

interface PastFlagValues {
  bucket?: string | undefined;
  prefix: string;
  'bucket-owner'?: string | undefined;
  profile?: string | undefined;
  lab?: string | undefined;
}

/** What commands over runs that have ended have in common: AWS, or a lab, is opened for a bucket alone. */
export abstract class PastCommand extends BaseCommand {
  protected async openPast(flags: PastFlagValues): Promise<{ app: App; place: Place | undefined }> {
    const { bucket, prefix } = flags;
    if (!bucket) return { app: await openKeptRuns(flags.lab), place: undefined };
    const { app } = await this.openSession(flags);
    return { app, place: { bucket, prefix: prefix.replace(/^\/+|\/+$/g, '') } };
  }
}
