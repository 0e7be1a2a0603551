import { WinhardenError } from '../core/errors.ts';
import type { PostureFacts } from '../core/ports.ts';
import { type EksImage, eksImageOf, latestParameter } from '../core/posture/eks-image.ts';
import type { ImageKind } from '../core/replace/image-kind.ts';
import type { ReplaceOptions } from '../core/replace/model.ts';

interface Asking {
  facts: Pick<PostureFacts, 'images' | 'parameters' | 'kubernetesOf'>;
  options: ReplaceOptions;
  /** What the nodes are launched from now. */
  current: string | null;
  /** As Systems Manager knows it: `2022`. */
  release: string | undefined;
  cluster: string | null;
}

/** The image that new nodes are to have where winharden has to name one, or why it cannot. */
export async function chooseImage(asking: Asking): Promise<{ imageId: string } | { refused: string }> {
  const { options, facts } = asking;
  if (options.imageId !== undefined) return { imageId: options.imageId };
  const kind = await kindOf(asking);
  if ('refused' in kind) return kind;
  const kubernetes = await kubernetesOf(asking);
  if (typeof kubernetes === 'object') return kubernetes;
  const image = { ...kind, kubernetes };
  const imageId = await newestImage(facts, image);
  const parameter = latestParameter(image);
  return imageId === null
    ? { refused: `there is no such EKS optimised image: nothing stands in the public parameter ${parameter}` }
    : { imageId };
}

/** The newest EKS optimised image of a kind; null where there is none. */
export async function newestImage(facts: Pick<PostureFacts, 'parameters'>, image: EksImage): Promise<string | null> {
  const parameter = latestParameter(image);
  return (await facts.parameters([parameter])).get(parameter) ?? null;
}

async function kindOf({ facts, options, current, release }: Asking): Promise<ImageKind | { refused: string }> {
  const [image] = current === null ? [] : await facts.images([current]);
  const own = image && eksImageOf(image.name);
  const what = image ? `its image ${image.name} (${current})` : `its image ${current ?? ''} is not visible any more`;
  if (!own && !options.latestEks) {
    const why = image ? ' is not an EKS optimised one of AWS' : ', so that nobody knows what is in it';
    return {
      refused: `${what}${why}: name the new one with --image-id, or take the EKS optimised one with --image latest-eks`,
    };
  }
  const wanted = { release: own?.release ?? release, edition: options.edition ?? own?.edition };
  if (wanted.edition === undefined)
    return { refused: `${what}, and nothing says Core or Full: say it with --edition core or full` };
  if (wanted.release === undefined)
    return {
      refused: `${what}, and Systems Manager does not say one Windows Server of all its nodes: name the new one with --image-id`,
    };
  return { release: wanted.release, edition: wanted.edition };
}

async function kubernetesOf({ facts, options, cluster }: Asking): Promise<string | { refused: string }> {
  if (options.kubernetesVersion !== undefined) return options.kubernetesVersion;
  const otherwise = 'name the new image with --image-id, or its --kubernetes-version';
  if (cluster === null) return { refused: `its cluster is not known by its tags: ${otherwise}` };
  try {
    return await facts.kubernetesOf(cluster);
  } catch (error) {
    if (!(error instanceof WinhardenError) || error.code !== 'NoSuchCluster') throw error;
    return { refused: `its tags name the cluster ${cluster}, which is not there: ${otherwise}` };
  }
}
