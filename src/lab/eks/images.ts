import { eksImage, KUBERNETES, linuxImage, visibleImages } from '../ec2/images.ts';
import type { LabNode } from '../fleet.ts';
import type { World } from '../world.ts';

/** The newest EKS optimised image of a node's kind. */
function newest({ clock }: World, { platform, release = 2022, installation }: LabNode) {
  if (platform === 'Linux') return linuxImage(clock.now());
  const edition = installation === 'Server Core' ? 'Core' : 'Full';
  return eksImage({ release, edition, kubernetes: KUBERNETES }, clock.now());
}

export const newestImage = (world: World, node: LabNode): string => newest(world, node).imageId;

/** Whether the account made the image of a node itself. */
export function hasOwnImage({ clock }: World, { imageId }: LabNode): boolean {
  return visibleImages(clock.now()).some((image) => image.owner === null && image.imageId === imageId);
}

const releaseOf = (created: Date) => `${KUBERNETES}-${created.toISOString().slice(0, 10).replaceAll('-', '.')}`;

/** The newest release of the images of a node's kind. */
export const newestRelease = (world: World, node: LabNode): string => releaseOf(newest(world, node).created);

/** The release that a nodegroup begins with: some publications ago. */
export function firstRelease({ clock }: World): string {
  return releaseOf(eksImage({ release: 2022, edition: 'Core', kubernetes: KUBERNETES }, clock.now(), 2).created);
}
