import type { Place } from '../actions/past-runs.ts';
import type { App } from '../core/ports.ts';
import { MAY_READ } from './actions.ts';
import { BaseCommand } from './base-command.ts';
import { listOf } from './flags.ts';
import { openKeptRuns } from './kept-runs.ts';

interface PastFlagValues {
  bucket?: string | undefined;
  prefix: string;
  'bucket-owner'?: string | undefined;
  region?: string | undefined;
  profile?: string | undefined;
  lab?: string | undefined;
}

/** What commands over runs that have ended have in common: AWS, or a lab, is opened for a bucket alone. */
export abstract class PastCommand extends BaseCommand {
  // oclif's manifest takes statics of the parent class, and of no earlier one.
  static override exitCodes = BaseCommand.exitCodes;
  static override optionalActions: readonly string[] = MAY_READ;

  protected async openPast(flags: PastFlagValues): Promise<{ app: App; place: Place | undefined }> {
    const { bucket, prefix } = flags;
    if (!bucket) return { app: await openKeptRuns(flags.lab), place: undefined };
    const { app } = await this.openSession(flags);
    const [region] = listOf(flags.region);
    const there = region === undefined ? app : await app.within({ regions: [region], accounts: [] });
    return { app: there, place: { bucket, prefix: prefix.replace(/^\/+|\/+$/g, '') } };
  }
}
