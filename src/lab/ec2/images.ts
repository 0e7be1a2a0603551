import { hexText, seeded } from '../random.ts';

/** An Amazon Machine Image of the lab. */
export interface LabImage {
  imageId: string;
  name: string;
  /** Account of whoever made it; null: the caller's own. */
  owner: string | null;
  windows: boolean;
  created: Date;
}

type Edition = 'Core' | 'Full';

interface WindowsImage {
  release: number;
  edition: Edition;
  kubernetes: string;
}

/** What the lab's cluster runs. */
export const KUBERNETES = '1.35';
const KUBERNETES_VERSIONS = ['1.33', '1.34', KUBERNETES, '1.36'];
/** Windows Server 2025 is there for the later Kubernetes versions alone. */
const FIRST_WITH_2025 = '1.35';
const RELEASES = [2019, 2022, 2025];

/** Accounts that publish the EKS optimised images, for Windows and for Linux. */
const WINDOWS_OWNER = '801119661308';
const LINUX_OWNER = '602401143452';

/** How many months' images there are, and for how many each is public. */
const MONTHS = 18;
const PUBLIC_MONTHS = 4;

/** Times at which images were published until now, the newest first: the day after each month's second Tuesday. */
function publications(now: Date): Date[] {
  const months = Array.from({ length: MONTHS + 1 }, (_, back) =>
    publishedIn(now.getUTCFullYear(), now.getUTCMonth() - back),
  );
  return months.filter((time) => time <= now).slice(0, MONTHS);
}

function publishedIn(year: number, month: number): Date {
  const weekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const secondTuesday = 8 + ((9 - weekday) % 7);
  return new Date(Date.UTC(year, month, secondTuesday + 1, 18, 5));
}

const dayOf = (time: Date) => time.toISOString().slice(0, 10).replaceAll('-', '.');

const titleOf = ({ release, edition, kubernetes }: WindowsImage) =>
  `Windows_Server-${release}-English-${edition}-EKS_Optimized-${kubernetes}`;

/** So many publications ago; the oldest where there are not as many. */
function publishedBack(now: Date, back: number): Date {
  const times = publications(now);
  return times[Math.min(back, times.length - 1)] as Date;
}

/** An EKS optimised Windows image, of so many publications ago. */
export function eksImage(of: WindowsImage, now: Date, back = 0): LabImage {
  const created = publishedBack(now, back);
  return made(`${titleOf(of)}-${dayOf(created)}`, WINDOWS_OWNER, created);
}

/** An image that the account made of the EKS optimised one. */
export function ownImage(now: Date, back: number): LabImage {
  const created = publishedBack(now, back);
  return made(`demo-windows-2022-core-${dayOf(created)}`, null, created);
}

export function linuxImage(now: Date): LabImage {
  const created = publishedBack(now, 0);
  const name = `amazon-eks-node-al2023-x86_64-standard-${KUBERNETES}-v${dayOf(created).replaceAll('.', '')}`;
  return { ...made(name, LINUX_OWNER, created), windows: false };
}

const made = (name: string, owner: string | null, created: Date): LabImage => ({
  imageId: idOf(name),
  name,
  owner,
  windows: true,
  created,
});

const ids = new Map<string, string>();

/** The same name has the same id, and the same string for all that have it. */
function idOf(name: string): string {
  const id = ids.get(name) ?? `ami-0${hexText(seeded('image', name), 16)}`;
  ids.set(name, id);
  return id;
}

/** Every kind of EKS optimised Windows image that is published. */
const KINDS: readonly WindowsImage[] = RELEASES.flatMap((release) =>
  (['Core', 'Full'] as const).flatMap((edition) =>
    KUBERNETES_VERSIONS.filter((version) => release < 2025 || version >= FIRST_WITH_2025).map((kubernetes) => ({
      release,
      edition,
      kubernetes,
    })),
  ),
);

/** What DescribeImages may show: the account's own, and others' while they are public. Older ones are there, and private. */
export function visibleImages(now: Date): LabImage[] {
  const backs = publications(now).map((_, back) => back);
  return [
    ...backs.filter((back) => back <= PUBLIC_MONTHS).flatMap((back) => KINDS.map((kind) => eksImage(kind, now, back))),
    ...backs.map((back) => ownImage(now, back)),
    linuxImage(now),
  ];
}

/** The public parameters of Systems Manager that name the latest images, and when each was written. */
export function imageParameters(now: Date): Map<string, { value: string; version: number; written: Date }> {
  const entries = KINDS.flatMap((kind) => {
    const { imageId, created } = eksImage(kind, now);
    const path = `/aws/service/ami-windows-latest/${titleOf(kind)}`;
    const common = { version: MONTHS, written: created };
    return [
      [`${path}/image_id`, { value: imageId, ...common }] as const,
      [`${path}/release_version`, { value: `${kind.kubernetes}-${dayOf(created)}`, ...common }] as const,
    ];
  });
  return new Map(entries);
}
