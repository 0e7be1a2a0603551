import type { LabNode } from '../fleet.ts';
import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';
import { KUBERNETES } from './clusters.ts';

/** The newest release of the EKS optimised Windows images. */
export const RELEASE = `${KUBERNETES}-2026.11.12`;

/** The newest EKS optimised image of a node's kind. */
export function newestImage({ seed }: World, { platform, release, installation }: LabNode): string {
  return `ami-0${hexText(seeded(seed, 'image', platform, release ?? '', installation ?? ''), 16)}`;
}
