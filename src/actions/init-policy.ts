import { linesOf } from '../core/baseline/extend.ts';
import { loadCatalogue } from '../core/baseline/load-catalogue.ts';
import { findBaseline } from '../core/baseline/resolve.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { App } from '../core/ports.ts';
import { baselineStarter, configStarter } from '../core/present/starter.ts';

type StarterKind = 'baseline' | 'config';

export interface InitInput {
  kind: StarterKind;
  /** The baseline's name. */
  name?: string;
  /** What the baseline extends. */
  bases: string[];
}

export interface Starter {
  kind: StarterKind;
  text: string;
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const USUAL = { name: 'my-baseline', bases: ['cis-l1'] };

/** A commented file to start from. Errors: UnknownBaseline, InvalidName, UselessFlag. */
export async function initPolicy(
  { policy, version, today }: Pick<App, 'policy' | 'version' | 'today'>,
  { kind, name, bases }: InitInput,
): Promise<Starter> {
  if (kind === 'config') {
    if (name !== undefined || bases.length > 0) throw uselessFlag();
    return { kind, text: configStarter({ version, expires: `${Number(today().slice(0, 4)) + 1}-06-30` }) };
  }
  const catalogue = await loadCatalogue(policy);
  const chosen = bases.length > 0 ? bases : USUAL.bases;
  const lines = chosen.flatMap((base) => linesOf(catalogue, findBaseline(catalogue, base)));
  return { kind, text: baselineStarter({ version, name: usableName(name ?? USUAL.name), bases: chosen, lines }) };
}

function usableName(name: string): string {
  if (NAME.test(name) && name.length <= 60) return name;
  throw new WinhardenError({
    code: 'InvalidName',
    message: `a baseline cannot be called "${name}"`,
    suggestions: ['Use lower case letters, digits and hyphens, 60 at most, as in our-servers.'],
    exit: EXIT.usage,
  });
}

function uselessFlag(): WinhardenError {
  return new WinhardenError({
    code: 'UselessFlag',
    message: '--extends and --as are about a baseline, and --kind config makes a winharden.yaml',
    suggestions: ['Leave them out, or leave out --kind config.'],
    exit: EXIT.usage,
  });
}
