/** The word that `--lab` alone stands for. A folder of that name is `./memory`. */
export const IN_MEMORY = 'memory';

/**
 * Reads `--lab` without a folder as `--lab=memory`, because oclif knows no flag whose value may be left out.
 * A word after `--lab` is its folder; another flag, or nothing, is not.
 */
export function readableLab(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, at) => {
    const next = argv[at + 1];
    const alone = word === '--lab' && (next === undefined || next.startsWith('-')) && (end === -1 || at < end);
    return alone ? `--lab=${IN_MEMORY}` : word;
  });
}
