/** Lower case words with hyphens between, `EnableFirewall` as `enable-firewall`; empty where there are none. */
export function slug(text: string): string {
  const words = text.replace(/([a-z])([A-Z])/g, '$1-$2').replace(/([A-Z])([A-Z][a-z])/g, '$1-$2');
  return words
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-');
}

/** A name cut to size, and numbered where it is taken already; case makes no difference. */
export function numbered(name: string, longest: number, taken: Map<string, number>): string {
  const cut = name.slice(0, longest).replace(/[-._]+$/, '');
  const times = (taken.get(cut.toLowerCase()) ?? 0) + 1;
  taken.set(cut.toLowerCase(), times);
  return times === 1 ? cut : numbered(`${cut.slice(0, longest - 7)}-${times}`, longest, taken);
}
