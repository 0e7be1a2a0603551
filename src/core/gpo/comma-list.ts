/**
 * Splits at commas outside of double quotes, and takes the quotes away; a doubled quote inside stands for itself.
 * Security templates write a comma inside a text as `","`.
 */
export function commaList(text: string): string[] {
  const items = [''];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    const doubled = quoted && character === '"' && text[i + 1] === '"';
    if (character === ',' && !quoted) items.push('');
    else if (character === '"' && !doubled) quoted = !quoted;
    else items.push(`${items.pop()}${character}`);
    if (doubled) i++;
  }
  return items;
}

/** A text without the quotes around it, if there are any. */
export function unquoted(text: string): string {
  const inner = /^"(.*)"$/s.exec(text)?.[1];
  return inner === undefined ? text : inner.replaceAll('""', '"');
}
