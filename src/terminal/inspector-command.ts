import { type InspectorApp, oneInspector } from '../actions/inspector-place.ts';
import { BaseCommand } from './base-command.ts';
import type { AwsFlagValues } from './session.ts';
import { whereOf } from './where.ts';

/** What all that asks Inspector has in common: one account and Region. */
export abstract class InspectorCommand extends BaseCommand {
  // oclif's manifest takes statics of the parent class, and of no earlier one.
  static override exitCodes = BaseCommand.exitCodes;

  /** Opens the one account and Region whose Inspector is meant, or the lab. Errors: OneLocation. */
  protected async openInspector(flags: AwsFlagValues): Promise<InspectorApp> {
    const where = whereOf(flags);
    const { app } = await this.openSession(flags);
    const { inspector, ...ports } = where ? await app.within(where) : app;
    if (!inspector) throw oneInspector();
    return { ...ports, inspector };
  }
}
