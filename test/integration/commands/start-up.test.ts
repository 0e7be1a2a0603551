import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { builtCommands, commandPages, exitCodePage, permissionPage } from '../../../scripts/command-docs.ts';
import { refuses, tempFolder, winharden } from './winharden.ts';

const RUN_JS = new URL('../../../bin/run.js', import.meta.url);
const ROOT = new URL('../../../', import.meta.url);

describe('bin/run.js', function () {
  this.timeout(60_000);
  const home = tempFolder();
  after(home.remove);

  it('tells an older Node.js what is missing, in one sentence', () => {
    const old = `Object.defineProperty(process.versions, 'node', { value: '20.11.1' }); Object.defineProperty(process, 'version', { value: 'v20.11.1' });`;
    const hook = `data:text/javascript,${encodeURIComponent(old)}`;
    const [code, text] = (() => {
      try {
        return [
          0,
          execFileSync(process.execPath, ['--import', hook, RUN_JS.pathname], { encoding: 'utf8', stdio: 'pipe' }),
        ];
      } catch (error) {
        const { status, stderr } = error as { status: number; stderr: string };
        return [status, stderr];
      }
    })();
    equal(code, 1);
    match(text, /^winharden needs Node\.js 22 or newer and this is v20\.11\.1; .*\n$/);
  });

  it('can be parsed by any Node.js: no import statement, no newer syntax', () => {
    doesNotMatch(readFileSync(RUN_JS, 'utf8'), /^import |\?\.|\?\?|\bawait\b|\basync\b|#[a-z]/m);
  });

  it('says its version and lists its commands', async () => {
    match((await winharden(['--version'], home.path)).stdout, /^winharden\/\d+\.\d+\.\d+ /);
    const { stdout, code } = await winharden([], home.path);
    equal(code, 0);
    for (const name of ['apply', 'audit', 'rollback', 'render', 'baseline', 'run', 'lab'])
      match(stdout, new RegExp(`^  ${name} `, 'm'));
  });

  it('explains flags, their environment variables and exit codes in --help', async () => {
    const { stdout } = await winharden(['apply', '--help'], home.path);
    match(stdout, /WAVE FLAGS[\s\S]*--canary=N\|N%[\s\S]*WINHARDEN_CANARY/);
    match(stdout, /EXIT CODES\n {2}0 +Done[\s\S]*130 +Interrupted/);
  });

  it('gives every flag an environment variable but --json', () => {
    const without = builtCommands().flatMap(({ id, flags }) =>
      Object.values(flags).flatMap(({ name, env }) =>
        env?.startsWith('WINHARDEN_') || name === 'json' ? [] : [`${id} --${name}`],
      ),
    );
    deepEqual(without, []);
  });

  it('shows an example of every command', () => {
    deepEqual(
      builtCommands()
        .filter(({ examples }) => !examples?.length)
        .map(({ id }) => id),
      [],
    );
  });
});

describe('docs of the commands', () => {
  const kept = (name: string) => readFileSync(new URL(name, ROOT), 'utf8');

  it('are as the commands are (else: npm run docs)', () => {
    for (const [name, text] of commandPages(builtCommands())) equal(kept(`docs/commands/${name}`), text, name);
    equal(kept('docs/exit-codes.md'), exitCodePage(builtCommands()));
    equal(kept('docs/permissions.md'), permissionPage(builtCommands()));
  });
});

describe('a wrong command line', function () {
  this.timeout(60_000);
  const home = tempFolder();
  after(home.remove);
  const usage = (args: string[], code: string, message: RegExp, next: RegExp) =>
    refuses(args, home.path, {}, { exit: 2, code, message, next });

  it('names commands that come close', () =>
    usage(['aplly'], 'UnknownCommand', /there is no command "aplly"/, /winharden apply/));
  it('names the topic’s command', () =>
    usage(['baseline', 'shwo', 'x'], 'UnknownCommand', /"baseline shwo x"/, /--help/));
  it('refuses an argument too many', () =>
    usage(['apply', 'now'], 'UnknownCommand', /takes no argument "now"/, /apply --help/));
  it('names flags that come close', () =>
    usage(['apply', '--instanceid', 'x'], 'UsageError', /--instanceid; did you mean "--instance-id"/, /apply --help/));
  it('names a missing flag', () => usage(['audit'], 'UsageError', /--baseline is missing/, /audit --help/));
  it('names a missing argument', () =>
    usage(['run', 'show'], 'UsageError', /the argument ID is missing/, /run show --help/));
  it('refuses what is no number', () =>
    usage(
      ['audit', '--baseline', 'x', '--tag', 'a=b', '--wait', 'long'],
      'UsageError',
      /--wait.*long/,
      /audit --help/,
    ));
  it('refuses a profile for the lab', () =>
    usage(
      ['audit', '--baseline', 'x', '--tag', 'a=b', '--lab', '--profile', 'p'],
      'UsageError',
      /--profile/,
      /audit --help/,
    ));
  it('does not change nodes unasked where nobody can answer', () =>
    usage(['apply', '--baseline', 'x', '--tag', 'a=b', '--lab'], 'ConfirmationNeeded', /not a terminal/, /--yes/));
});
