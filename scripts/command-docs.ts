/** Writes docs/commands/, docs/exit-codes.md and docs/permissions.md from the built commands: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { EXIT_MEANING, type ExitName, exitCodeRows } from '../src/terminal/exit-codes.ts';

const ROOT = new URL('../', import.meta.url);

interface Flag {
  name: string;
  char?: string;
  type: 'boolean' | 'option';
  summary?: string;
  description?: string;
  helpGroup?: string;
  helpValue?: string;
  options?: string[];
  default?: unknown;
  env?: string;
  required?: boolean;
  multiple?: boolean;
}
interface Command {
  id: string;
  summary: string;
  description?: string;
  usage?: string;
  examples?: (string | { description: string; command: string })[];
  args: Record<string, { name: string; description?: string; required?: boolean }>;
  flags: Record<string, Flag>;
  exitCodes: ExitName[];
  actions: string[];
  optionalActions: string[];
}

const nameOf = ({ id }: Command) => `winharden ${id.replaceAll(':', ' ')}`;
const filled = (text: string) => text.replaceAll('<%= config.bin %>', 'winharden');
const cell = (text: string) => text.replaceAll('|', '\\|');
const row = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: string[], rows: string[][]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const code = (text: string) => (text === '' ? '' : `\`${text}\``);

function flagRow(flag: Flag): string[] {
  const value = flag.type === 'boolean' ? '' : ` ${flag.helpValue ?? flag.options?.join('|') ?? 'VALUE'}`;
  const left = `${flag.char ? `-${flag.char}, ` : ''}--${flag.name}${value}`;
  const marks = [flag.required ? 'Required.' : '', flag.multiple ? 'Repeatable.' : ''].filter(Boolean).join(' ');
  const what = `${flag.summary ?? flag.description ?? ''} ${marks}`.trim();
  return [code(left), what, code(flag.default === undefined ? '' : String(flag.default)), code(flag.env ?? '')];
}

function usageOf(command: Command): string {
  if (command.usage) return `winharden ${command.usage}`;
  const args = Object.values(command.args).map(({ name, required }) => (required ? name : `[${name}]`).toUpperCase());
  const flags = Object.keys(command.flags).length > 1 ? ['[FLAGS]'] : [];
  return [nameOf(command), ...args, ...flags].join(' ');
}

const exampleText = (example: string | { description: string; command: string }) =>
  filled(typeof example === 'string' ? example : `# ${example.description.replace(/:$/, '')}\n${example.command}`);

function sections(command: Command): string[] {
  const args = Object.values(command.args).map(({ name, description = '' }) => [code(name.toUpperCase()), description]);
  const flags = Object.values(command.flags);
  return [
    command.summary,
    `\`\`\`sh\n${usageOf(command)}\n\`\`\``,
    ...(command.description ? [command.description] : []),
    ...(args.length > 0 ? [table(['argument', 'what'], args)] : []),
    table(['flag', 'what', 'default', 'environment'], flags.map(flagRow)),
    `Exit codes: ${exitCodeRows(command.exitCodes)
      .map(([number]) => number)
      .join(', ')} ([what they say](../exit-codes.md)).`,
    `\`\`\`sh\n${(command.examples ?? []).map(exampleText).join('\n\n')}\n\`\`\``,
  ];
}

const MADE = '<!-- Made by `npm run docs`; change the command instead. -->';

/** A page per command, or per topic: file name to text. */
export function commandPages(commands: Command[]): Map<string, string> {
  const topics = Map.groupBy(commands, ({ id }) => id.split(':')[0] ?? id);
  return new Map(
    [...topics].map(([topic, members]) => {
      const [only] = members;
      if (members.length === 1 && only?.id === topic) return [`${topic}.md`, page(`# ${nameOf(only)}`, sections(only))];
      const parts = members.flatMap((command) => [`## ${nameOf(command)}`, ...sections(command)]);
      return [`${topic}.md`, page(`# winharden ${topic}`, parts)];
    }),
  );
}

const page = (title: string, parts: string[]) => `${[MADE, title, ...parts].join('\n\n')}\n`;

/** docs/exit-codes.md */
export function exitCodePage(commands: Command[]): string {
  const names = Object.keys(EXIT_MEANING) as ExitName[];
  const rows = names.flatMap((name) => {
    const users = commands.filter(({ exitCodes }) => exitCodes.includes(name)).map(({ id }) => id.replaceAll(':', ' '));
    return exitCodeRows([name]).map(([number, meaning]) => [number, meaning, users.join(', ')]);
  });
  const sorted = rows.sort(([a], [b]) => Number(a) - Number(b));
  const text = 'They are the same with and without `--json`, where `status` repeats them.';
  return page('# Exit codes', [text, table(['code', 'what it says', 'commands'], sorted)]);
}

/** docs/permissions.md */
export function permissionPage(commands: Command[]): string {
  const asking = commands.filter(({ actions, optionalActions }) => actions.length + optionalActions.length > 0);
  const rows = asking.map((command) => [
    code(nameOf(command)),
    command.actions.map(code).join(', '),
    command.optionalActions.map(code).join(', '),
  ]);
  const text =
    'What each command asks of IAM; commands that are not here ask for nothing. The last column may be missing: only certain flags need it, or winharden goes on without and says what is lost. `sts:GetCallerIdentity` needs no permission. [Setting up](setup.md) makes policies of it.';
  return page('# Permissions', [text, table(['command', 'needs', 'may be missing'], rows)]);
}

/** The commands as `npm run build` left them. */
export function builtCommands(): Command[] {
  const { commands } = JSON.parse(readFileSync(new URL('oclif.manifest.json', ROOT), 'utf8'));
  return Object.values<Command>(commands).sort((a, b) => (a.id < b.id ? -1 : 1));
}

if (import.meta.main) {
  const commands = builtCommands();
  for (const [name, text] of commandPages(commands)) writeFileSync(new URL(`docs/commands/${name}`, ROOT), text);
  writeFileSync(new URL('docs/exit-codes.md', ROOT), exitCodePage(commands));
  writeFileSync(new URL('docs/permissions.md', ROOT), permissionPage(commands));
}
