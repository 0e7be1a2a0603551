import type { EksImage } from '../posture/eks-image.ts';

/** What there is a newest EKS optimised Windows image of, for each Kubernetes version. */
export type ImageKind = Pick<EksImage, 'release' | 'edition'>;

/** Of EKS's AMI type: `WINDOWS_CORE_2022_x86_64`. */
export function kindOfAmiType(type: string): ImageKind | undefined {
  const [, edition, release] = /^WINDOWS_(CORE|FULL)_(\d{4})_x86_64$/.exec(type) ?? [];
  return release && edition ? { release, edition: edition === 'CORE' ? 'Core' : 'Full' } : undefined;
}
