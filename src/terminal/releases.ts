import type { Release } from '../core/baseline/model.ts';

/** Windows Server releases as a flag names them. */
export const RELEASE_NAMES = ['2016', '2019', '2022', '2025'] as const satisfies `${Release}`[];

export const releaseOf = (name: (typeof RELEASE_NAMES)[number]) => Number(name) as Release;
