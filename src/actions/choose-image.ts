import type { Replacements } from '../core/ports.ts';
import { type ImageKind, kindOfName, parameterOf } from '../core/replace/image-kind.ts';
import type { ReplaceOptions } from '../core/replace/model.ts';

interface Asking {
  replacements: Pick<Replacements, 'imageName' | 'kubernetesOf' | 'parameter'>;
  options: ReplaceOptions;
  /** What the nodes are launched from now. */
  current: string | null;
  /** As Systems Manager knows it: `2022`. */
  release: string | undefined;
  cluster: string | undefined;
}

/** The image that new nodes are to have where winharden has to name one, or why it cannot. */
export async function chooseImage(asking: Asking): Promise<{ imageId: string } | { refused: string }> {
  const { options } = asking;
  if (options.imageId !== undefined) return { imageId: options.imageId };
  const kind = await kindOf(asking);
  if ('refused' in kind) return kind;
  const kubernetes = await kubernetesOf(asking);
  if (typeof kubernetes === 'object') return kubernetes;
  const parameter = parameterOf(kind, kubernetes);
  const imageId = await asking.replacements.parameter(parameter);
  if (imageId !== null) return { imageId };
  return { refused: `there is no such EKS optimised image: nothing stands in the public parameter ${parameter}` };
}

async function kindOf({ replacements, options, current, release }: Asking): Promise<ImageKind | { refused: string }> {
  const name = current === null ? null : await replacements.imageName(current);
  const own = name === null ? undefined : kindOfName(name);
  const what = name === null ? `its image ${current ?? ''} is not visible any more` : `its image ${name} (${current})`;
  if (!own && !options.latestEks) {
    const why = name === null ? ', so that nobody knows what is in it' : ' is not an EKS optimised one of AWS';
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

async function kubernetesOf({ replacements, options, cluster }: Asking): Promise<string | { refused: string }> {
  if (options.kubernetesVersion !== undefined) return options.kubernetesVersion;
  const otherwise = 'name the new image with --image-id, or its --kubernetes-version';
  if (cluster === undefined) return { refused: `its cluster is not known by its tags: ${otherwise}` };
  return (
    (await replacements.kubernetesOf(cluster)) ?? {
      refused: `its tags name the cluster ${cluster}, which is not there: ${otherwise}`,
    }
  );
}
