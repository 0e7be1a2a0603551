/** What winharden needs of the world, in its own words, by theme. Adapters answer; only src/app.ts chooses them. */
export type * from './ports/app.ts';
export * from './ports/associations.ts';
export type * from './ports/automations.ts';
export type * from './ports/bucket.ts';
export type * from './ports/clock.ts';
export type * from './ports/commands.ts';
export type * from './ports/compliance.ts';
export type * from './ports/documents.ts';
export type * from './ports/guardduty.ts';
export type * from './ports/hooks.ts';
export type * from './ports/inventory.ts';
export type * from './ports/policy-files.ts';
export type * from './ports/posture.ts';
export type * from './ports/run-folders.ts';
export type * from './ports/sessions.ts';
export type * from './ports/surroundings.ts';
