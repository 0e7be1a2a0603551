/** Flags that several commands have, by theme. */
export * from './flags/aws.ts';
export * from './flags/change.ts';
export * from './flags/lab.ts';
export * from './flags/list-of.ts';
export * from './flags/policy.ts';
export * from './flags/result.ts';
export * from './flags/target.ts';
export * from './flags/wave.ts';
