/** What there is a newest EKS optimised Windows image of. */
export interface ImageKind {
  release: string;
  edition: 'Core' | 'Full';
}

/** Of an image's name: `Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.04.18`; undefined where it is no EKS optimised one. */
export function kindOfName(name: string): ImageKind | undefined {
  const [, release, edition] = /^Windows_Server-(\d{4})-English-(Core|Full)-EKS_Optimized-/.exec(name) ?? [];
  return release && edition ? { release, edition: edition as ImageKind['edition'] } : undefined;
}

/** Of EKS's AMI type: `WINDOWS_CORE_2022_x86_64`. */
export function kindOfAmiType(type: string): ImageKind | undefined {
  const [, edition, release] = /^WINDOWS_(CORE|FULL)_(\d{4})_x86_64$/.exec(type) ?? [];
  return release && edition ? { release, edition: edition === 'CORE' ? 'Core' : 'Full' } : undefined;
}

/** The public parameter that names the newest image (EKS user guide, retrieve-windows-ami-id). */
export const parameterOf = ({ release, edition }: ImageKind, kubernetes: string): string =>
  `/aws/service/ami-windows-latest/Windows_Server-${release}-English-${edition}-EKS_Optimized-${kubernetes}/image_id`;
