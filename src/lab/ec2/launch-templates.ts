import type { DesiredConfiguration } from '@aws-sdk/client-auto-scaling';
import type {
  CreateLaunchTemplateVersionRequest,
  CreateLaunchTemplateVersionResult,
  DescribeLaunchTemplateVersionsRequest,
  DescribeLaunchTemplateVersionsResult,
  LaunchTemplateVersion,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { Template, TemplateVersion } from '../auto-scaling/group-store.ts';
import { GROUP_TAG, type LabNode } from '../fleet.ts';
import { AwsError } from '../protocol/error.ts';
import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';

/** The tags that say by which template, and which version of it, an instance was made. */
const TEMPLATE_TAG = 'aws:ec2launchtemplate:id';
const VERSION_TAG = 'aws:ec2launchtemplate:version';

/** What a group launches its nodes from; made from the first of its nodes, whose version is the newest. */
function templateOf(world: World, group: string): Template {
  const known = world.groups.templates.get(group);
  if (known) return known;
  const first = [...world.nodes.values()].find(({ tags }) => tags[GROUP_TAG] === group);
  const created = new Date('2026-01-01T00:05:00Z');
  const tokens = first?.imdsV1 ? 'optional' : 'required';
  const data: ResponseLaunchTemplateData = {
    ImageId: first?.imageId,
    KeyName: first?.keyName,
    MetadataOptions: { HttpTokens: tokens, HttpPutResponseHopLimit: 2, HttpEndpoint: 'enabled' },
  };
  const id = hexText(seeded(world.seed, 'template', world.account, world.region, group), 16);
  const made: Template = {
    id: first?.tags[TEMPLATE_TAG] ?? `lt-0${id}`,
    name: group,
    created,
    versions: Array.from({ length: Number(first?.tags[VERSION_TAG] ?? 1) }, (_, index) => ({
      number: index + 1,
      created,
      data,
    })),
  };
  world.groups.templates.set(group, made);
  return made;
}

/** The template's version that the lab began with, until an instance refresh or an update brought another. */
export function launchedFrom(world: World, group: string): DesiredConfiguration {
  const { id, name, versions } = templateOf(world, group);
  const first = { LaunchTemplateId: id, LaunchTemplateName: name, Version: String(versions.length) };
  const known = world.groups.launchedFrom.get(group) ?? { LaunchTemplate: first };
  world.groups.launchedFrom.set(group, known);
  return known;
}

/** What an instance becomes that is launched from this version. */
export function launchedNode(node: LabNode, { id }: Template, { number, data }: TemplateVersion): Partial<LabNode> {
  return {
    imageId: data.ImageId ?? node.imageId,
    tags: { ...node.tags, [TEMPLATE_TAG]: id, [VERSION_TAG]: String(number) },
    ...(data.MetadataOptions?.HttpTokens === 'required' && { imdsV1: undefined }),
  };
}

interface Named {
  LaunchTemplateId?: string | undefined;
  LaunchTemplateName?: string | undefined;
}

/** Errors: InvalidLaunchTemplateId.NotFound, InvalidLaunchTemplateName.NotFoundException. */
export function findTemplate(world: World, { LaunchTemplateId, LaunchTemplateName }: Named): Template {
  const groups = new Set([...world.nodes.values()].flatMap(({ tags }) => tags[GROUP_TAG] ?? []));
  const all = [...groups].map((group) => templateOf(world, group));
  const found = all.find(({ id, name }) => id === LaunchTemplateId || name === LaunchTemplateName);
  if (found) return found;
  if (LaunchTemplateId !== undefined) {
    const message = `The specified launch template, with template ID ${LaunchTemplateId}, does not exist.`;
    throw new AwsError('InvalidLaunchTemplateId.NotFound', message);
  }
  const message = `The specified launch template, with template name ${LaunchTemplateName}, does not exist.`;
  throw new AwsError('InvalidLaunchTemplateName.NotFoundException', message);
}

/** By number, `$Latest` or `$Default`, which is the first. Errors: InvalidLaunchTemplateId.VersionNotFound. */
export function versionOf({ versions, id }: Template, version: string): TemplateVersion {
  if (version === '$Latest') return versions.at(-1) as TemplateVersion;
  const found = version === '$Default' ? versions[0] : versions.find(({ number }) => String(number) === version);
  if (found) return found;
  const message = `Could not find the specified version ${version} for the launch template with ID ${id}.`;
  throw new AwsError('InvalidLaunchTemplateId.VersionNotFound', message);
}

export function describeLaunchTemplateVersions(world: World, input: object): DescribeLaunchTemplateVersionsResult {
  const { Versions, ...named } = input as DescribeLaunchTemplateVersionsRequest;
  const template = findTemplate(world, named);
  const wanted = Versions ? Versions.map((version) => versionOf(template, version)) : template.versions.toReversed();
  return { LaunchTemplateVersions: wanted.map((version) => shown(world, template, version)) };
}

/** What is not said is that of the source, member by member. */
export function createLaunchTemplateVersion(world: World, input: object): CreateLaunchTemplateVersionResult {
  const { SourceVersion, LaunchTemplateData, ...named } = input as CreateLaunchTemplateVersionRequest;
  const template = findTemplate(world, named);
  const source = SourceVersion === undefined ? {} : versionOf(template, SourceVersion).data;
  const made: TemplateVersion = {
    number: template.versions.length + 1,
    created: world.clock.now(),
    data: { ...source, ...(LaunchTemplateData as ResponseLaunchTemplateData) },
  };
  template.versions.push(made);
  return { LaunchTemplateVersion: shown(world, template, made) };
}

function shown({ account }: World, { id, name }: Template, version: TemplateVersion): LaunchTemplateVersion {
  return {
    LaunchTemplateId: id,
    LaunchTemplateName: name,
    VersionNumber: version.number,
    CreateTime: version.created,
    CreatedBy: `arn:aws:iam::${account}:user/lab`,
    DefaultVersion: version.number === 1,
    LaunchTemplateData: version.data,
  };
}
