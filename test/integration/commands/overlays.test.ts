import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const TARGET = ['--baseline', 'cis-l1', '--tag', 'eks:nodegroup=windows-ng'];

interface Run {
  runId: string;
  folder: string;
  plan: string;
  overlays: { overlay: string; controls: { id: string; effect: string }[] }[];
}
interface Control {
  id: string;
  status: string;
  required: unknown;
  message?: string;
}

describe('an overlay on the nodes of a lab', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const lab = join(home.path, 'lab');
  const run = (...args: string[]) => winharden([...args, '--lab', lab], home.path, FAST_LAB);
  const audit = async (...args: string[]) => {
    const ended = await run('audit', ...TARGET, '--json', ...args);
    const result = resultOf<Run>(ended, 'run-result', 3);
    const shown = await run('run', 'show', result.runId, '--json');
    const { reports } = resultOf<{ reports: { controls: Control[] }[] } & Record<string, unknown>>(
      shown,
      'run-show-result',
    );
    const of = (id: string) => reports.map(({ controls }) => controls.find((control) => control.id === id));
    return { result, of, shown: (await run('run', 'show', result.runId)).stdout };
  };

  it('is laid on by itself, and every answer says so', async () => {
    const { result, of, shown } = await audit();
    deepEqual(
      result.overlays.map(({ overlay, controls }) => [overlay, controls.length]),
      [['eks', 10]],
    );
    deepEqual(JSON.parse(readFileSync(join(result.folder, 'result.json'), 'utf8')).overlays, result.overlays);
    match(shown, /^Overlay eks on container hosts \(4 of 4 nodes\): 6 controls waived, 4 changed\./m);
    match(readFileSync(join(result.folder, 'report.html'), 'utf8'), /eks on container hosts \(4 of 4 nodes\)/);
    for (const control of of('9.3.4')) {
      equal(control?.status, 'Waived');
      match(control?.message ?? '', /^overlay eks: EC2 and HNS/);
    }
    for (const control of of('18.10.93.2.1')) equal(control?.required, 1);
  });

  it('is shown before anything is sent', async () => {
    const told = await run('apply', ...TARGET, '--dry-run');
    equal(told.code, 0, told.stderr);
    match(told.stderr, /^ +overlay +eks on container hosts: 6 controls waived, 4 changed$/m);
    match(told.stdout, /^ +18\.10\.93\.2\.1 +changed +Windows Server 2019, 2022, 2025 and container /m);
  });

  it('is refused with --no-overlay, and for good in winharden.yaml', async () => {
    const { result, of, shown } = await audit('--no-overlay');
    deepEqual(result.overlays, []);
    doesNotMatch(shown, /^Overlay/m);
    for (const control of of('9.3.4')) match(control?.message ?? '', /^guard: /);
    for (const control of of('18.10.93.2.1')) equal(control?.required, 0);
    const config = join(home.path, 'winharden.yaml');
    writeFileSync(config, 'overlays: []\n');
    equal((await audit('--config', config)).result.plan, result.plan);
    const render = (...args: string[]) =>
      winharden(['render', '--baseline', 'cis-l1', '--format', 'ps1', ...args], home.path);
    match((await render()).stdout, /"overlay eks: /);
    doesNotMatch((await render('--no-overlay')).stdout, /"overlay eks: /);
  });

  it('is one of your own where winharden.yaml names it', async () => {
    const config = join(home.path, 'own.yaml');
    writeFileSync(config, 'overlays: [eks, ./web.yaml]\n');
    const web = (setting: string) =>
      `overlay: web\ntitle: Web\nwhen: { core: true }\nwaivers: [{ settings: [${setting}], reason: IIS needs it. }]\n`;
    writeFileSync(join(home.path, 'web.yaml'), web('right-impersonate'));
    const { result } = await audit('--config', config);
    deepEqual(
      result.overlays.map(({ overlay }) => overlay),
      ['eks', 'web'],
    );
    writeFileSync(join(home.path, 'web.yaml'), web('right-impersonat'));
    await refuses(['audit', ...TARGET, '--config', config, '--lab'], home.path, FAST_LAB, {
      exit: 2,
      code: 'InvalidPolicy',
      message: /web\.yaml:4:24: unknown setting "right-impersonat"; did you mean "right-impersonate"\?/,
      next: /baseline validate/,
    });
  });

  it('is marked in a baseline, and listed', async () => {
    const shown = await winharden(['baseline', 'show', 'cis-l1', '--os', '2022'], home.path);
    match(shown.stdout, /^ +9\.3\.4 +L1 guarded waived by eks /m);
    match(shown.stdout, /^ +18\.10\.93\.2\.1 +L1 changed by eks /m);
    resultOf(await winharden(['baseline', 'show', 'cis-l1', '--json'], home.path), 'baseline-show-result');
    match((await winharden(['baseline', 'list'], home.path)).stdout, /^ +eks +container hosts +5 +4 +Windows node/m);
    resultOf(await winharden(['baseline', 'list', '--json'], home.path), 'baseline-list-result');
  });
});
