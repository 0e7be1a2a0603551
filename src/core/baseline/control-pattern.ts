/** Whether a pattern (an exact id, or a prefix and `*`) means this control. */
export function matchesControl(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}
