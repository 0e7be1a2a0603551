import { deepEqual, equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { FAST_LAB, follows, resultOf, start, tempFolder, winharden } from './winharden.ts';

/** What a process prints until it is a whole JSON document, or until a pattern. */
function printedBy(child: ReturnType<typeof start>, until: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
      if (until(text)) resolve(text);
    });
    child.once('close', (code) => reject(new Error(`ended with ${code} after: ${text}`)));
  });
}

const isWhole = (text: string) => text.trimEnd().endsWith('\n}');
const ended = (child: ReturnType<typeof start>) =>
  new Promise<number | null>((resolve) => child.once('close', resolve));

describe('lab start', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);

  it('serves winharden in another process, given only the environment that it prints', async () => {
    const lab = start(['lab', 'start', '--port', '0', '--json'], home.path, FAST_LAB);
    try {
      const answer = JSON.parse(await printedBy(lab, isWhole));
      follows('envelope', answer);
      follows('lab-start-result', answer.result);
      const { env, bucket } = answer.result;
      const args = [
        'audit',
        '--baseline',
        'eks-node',
        '--tag',
        'eks:nodegroup=windows-ng',
        '--bucket',
        bucket,
        '--json',
      ];
      const told = await winharden(args, home.path, { ...env, WINHARDEN_POLL_INTERVAL: '1' });
      const { nodes } = resultOf<{ nodes: { selected: number } }>(told, 'run-result', 3);
      equal(nodes.selected, 4);
    } finally {
      lab.kill('SIGINT');
    }
    equal(await ended(lab), 0);
  });

  it('prints shell lines that set exactly that environment', async () => {
    const lab = start(['lab', 'start', '--port', '0'], home.path, FAST_LAB);
    const text = await printedBy(lab, (printed) => printed.includes('Ctrl-C ends it.'));
    lab.kill('SIGINT');
    equal(await ended(lab), 0);
    const exports = text.split('\n').filter((line) => /^ {2}(export|unset) /.test(line));
    const set = execFileSync('/bin/bash', ['--norc', '-c', `${exports.join('\n')}\nenv`], {
      encoding: 'utf8',
      env: { AWS_PROFILE: 'prod' },
    });
    const names = set
      .split('\n')
      .filter((line) => line.startsWith('AWS_'))
      .map((line) => line.split('=')[0])
      .sort();
    const shown = [...text.matchAll(/^ {2}\$env:(\w+) = '/gm)].map(([, name]) => name).sort();
    deepEqual(names, shown);
    match(set, /^AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/m);
  });
});
