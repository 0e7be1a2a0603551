/** What is kept and told of one command's output: enough for a drain of many nodes, and no full disk. */
const MOST_CHARACTERS = 1_000_000;
/** A line without end is told in parts. */
const LONGEST_LINE = 2000;

/** What one command may still print, over all its streams. */
export interface Budget {
  left: number;
}

export const fullBudget = (): Budget => ({ left: MOST_CHARACTERS });

/** Tells the output of one stream line by line as it comes, up to what the budget leaves, and says so where there was more. */
export function outputSink(budget: Budget, tell: (line: string) => void): { take(text: string): void; end(): void } {
  let line = '';
  const end = () => {
    if (line !== '') tell(line);
    line = '';
  };
  const take = (text: string) => {
    if (budget.left <= 0) return;
    const part = text.slice(0, budget.left);
    budget.left -= part.length;
    const lines = (line + part).split(/\r?\n/);
    line = lines.pop() ?? '';
    for (const each of lines) tell(each);
    if (line.length > LONGEST_LINE || budget.left <= 0) end();
    if (budget.left <= 0) tell(`(more than ${MOST_CHARACTERS} characters: the rest is not kept)`);
  };
  return { take, end };
}
