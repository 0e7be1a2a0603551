import type { Lab } from '../src/lab/index.ts';

/** Points the AWS clients of this process to a lab; the answer puts the environment back. */
export function inLab({ env, unset }: Pick<Lab, 'env' | 'unset'>): () => void {
  const before = { ...process.env };
  for (const name of unset) delete process.env[name];
  Object.assign(process.env, env);
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };
}
