/** A word as a POSIX shell takes it. */
export const shellQuoted = (text: string) => (/^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Flags as a user would type them, with a space before each: ` --lab ./lab`. Those without a value are left out. */
export function flagText(flags: Record<string, string | undefined>): string {
  return Object.entries(flags)
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${shellQuoted(value)}`))
    .join('');
}
