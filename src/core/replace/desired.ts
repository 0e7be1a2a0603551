import type { DesiredConfiguration, MixedPolicy, TemplateData, TemplateRef, TemplateVersion } from './model.ts';

/** What is new in a version of a template. EC2 takes metadata options as a whole, so that those of before stand in them too. */
export function templateData(
  { metadata }: Pick<TemplateVersion, 'metadata'>,
  imageId: string,
  requireImdsV2: boolean,
): TemplateData {
  const options = { MetadataOptions: { ...metadata, HttpTokens: 'required' as const } };
  return { ImageId: imageId, ...(requireImdsV2 && options) };
}

/** What a group shall launch from: the version of its template, and all else as it was. */
export function desiredOf(
  { id, mixed }: { id: string; mixed: MixedPolicy | null },
  version: string,
): DesiredConfiguration {
  const spec = { LaunchTemplateId: id, Version: version };
  if (!mixed) return { LaunchTemplate: spec };
  return {
    MixedInstancesPolicy: { ...mixed, LaunchTemplate: { ...mixed.LaunchTemplate, LaunchTemplateSpecification: spec } },
  };
}

/** Whether some instance types of a mixed group have a template of their own, which one version cannot stand for. */
export const hasOtherTemplates = (mixed: MixedPolicy | null): boolean =>
  mixed?.LaunchTemplate?.Overrides?.some(({ LaunchTemplateSpecification }) => LaunchTemplateSpecification) ?? false;

/** Auto Scaling goes back to a version of a number only, and to none that has its image from a parameter. */
export const mayGoBack = ({ version }: TemplateRef, imageId: string | null): boolean =>
  /^\d+$/.test(version) && !imageId?.startsWith('resolve:');
