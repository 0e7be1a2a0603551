import type { DescribeImagesRequest, DescribeImagesResult, Filter, Image, PlatformValues } from '@aws-sdk/client-ec2';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { valueMatches } from './filters.ts';
import { type LabImage, visibleImages } from './images.ts';

const PAGE = 1000;

/** Images that the account may see: a private one of somebody else is as if it were not there. */
export function describeImages(world: World, input: DescribeImagesRequest): DescribeImagesResult {
  const { NextToken, MaxResults, ...rest } = input;
  const images = visibleImages(world.clock.now());
  refuseIds(images, input.ImageIds ?? []);
  const found = images.filter((image) => isWanted(world, image, input));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest, 'InvalidParameterValue');
  return { Images: items.map((image) => describe(world, image)), NextToken: next };
}

function refuseIds(images: readonly LabImage[], ids: readonly string[]): void {
  const malformed = ids.find((id) => !/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed) throw new AwsError('InvalidAMIID.Malformed', `Invalid id: "${malformed}"`);
  const known = new Set(images.map(({ imageId }) => imageId));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const [noun, verb] = unknown.length > 1 ? ['ids', 'do'] : ['id', 'does'];
  throw new AwsError('InvalidAMIID.NotFound', `The image ${noun} '[${unknown.join(', ')}]' ${verb} not exist`);
}

function isWanted(world: World, image: LabImage, { ImageIds, Owners, Filters = [] }: DescribeImagesRequest): boolean {
  const owner = image.owner ?? world.account;
  return (
    (ImageIds ?? [image.imageId]).includes(image.imageId) &&
    (Owners ?? [owner]).some((each) => each === owner || (each === 'self' && image.owner === null)) &&
    Filters.every((filter) => matches(world, image, filter))
  );
}

const FIELDS: Record<string, (image: LabImage, world: World) => string | undefined> = {
  'image-id': ({ imageId }) => imageId,
  name: ({ name }) => name,
  'owner-id': ({ owner }, { account }) => owner ?? account,
  platform: ({ windows }) => (windows ? 'windows' : undefined),
  state: () => 'available',
  'is-public': ({ owner }) => String(owner !== null),
};

function matches(world: World, image: LabImage, { Name = '', Values }: Filter): boolean {
  const field = Object.hasOwn(FIELDS, Name) ? FIELDS[Name] : undefined;
  if (!field) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
  return valueMatches(Values, field(image, world));
}

function describe({ account }: World, { imageId, name, owner, windows, created }: LabImage): Image {
  return {
    ImageId: imageId,
    Name: name,
    ImageLocation: `${owner ?? account}/${name}`,
    OwnerId: owner ?? account,
    Public: owner !== null,
    State: 'available',
    CreationDate: created.toISOString(),
    Architecture: 'x86_64',
    ImageType: 'machine',
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    RootDeviceType: 'ebs',
    RootDeviceName: windows ? '/dev/sda1' : '/dev/xvda',
    PlatformDetails: windows ? 'Windows' : 'Linux/UNIX',
    // The SDK's type says Windows; the service sends windows.
    Platform: windows ? ('windows' as PlatformValues) : undefined,
  };
}
