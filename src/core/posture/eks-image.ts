import type { Edition } from './model.ts';

/** What the name of an EKS optimised Windows image says. */
export interface EksImage {
  release: string;
  edition: Edition;
  kubernetes: string;
}

/** Reads `Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.10.14`; null where the name is another. */
export function eksImageOf(name: string): EksImage | null {
  const [, release, edition, kubernetes] =
    /^Windows_Server-(\d{4})-[A-Za-z]+-(Core|Full)-EKS_Optimized-(\d+\.\d+)-/.exec(name) ?? [];
  return release && edition && kubernetes ? { release, edition: edition as Edition, kubernetes } : null;
}

/** The edition that any of Amazon's names of Windows images says; null where it says none. */
export function editionOf(name: string): Edition | null {
  const [, edition] = /^Windows_Server-\d{4}-[A-Za-z]+-(Core|Full)-/.exec(name) ?? [];
  return (edition as Edition | undefined) ?? null;
}

/** The public parameter of Systems Manager that names the latest one (EKS user guide, "Retrieve recommended Windows AMI IDs"). */
export const latestParameter = ({ release, edition, kubernetes }: EksImage) =>
  `/aws/service/ami-windows-latest/Windows_Server-${release}-English-${edition}-EKS_Optimized-${kubernetes}/image_id`;
