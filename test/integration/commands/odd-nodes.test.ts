import { doesNotMatch, equal, match } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAST_LAB, resultOf, tempFolder, winharden } from './winharden.ts';

interface LabNode {
  name: string;
  agent?: { version: string };
  tags: Record<string, string>;
}
interface Run {
  folder: string;
  nodes: { selected: number; excluded: { name: string; reason: string }[] };
}

const HOSTILE = '<img src=x onerror=alert(1)>\x1b[2J\u202eevil';

/** A lab's fleet, changed by hand between two commands. */
describe('odd nodes', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);
  const lab = join(home.path, 'lab');
  const audit = ['audit', '--baseline', 'eks-node', '--tag', 'eks:nodegroup=windows-ng', '--lab', lab];

  before(async () => {
    equal((await winharden([...audit, '--dry-run'], home.path, FAST_LAB)).code, 0);
    const fleet: LabNode[] = JSON.parse(readFileSync(join(lab, 'fleet.json'), 'utf8'));
    const [old, hostile] = fleet;
    if (!old?.agent || !hostile) throw new Error('the lab has too few nodes');
    old.agent.version = '2.3.871.0';
    old.tags['Name'] = 'old-agent';
    hostile.tags['Name'] = HOSTILE;
    writeFileSync(join(lab, 'fleet.json'), JSON.stringify(fleet));
  });

  it('an agent that is too old is left out, with the version that is needed', async () => {
    const { nodes } = resultOf<Run>(await winharden([...audit, '--json'], home.path, FAST_LAB), 'run-result', 3);
    const reason = nodes.excluded.find(({ name }) => name === 'old-agent')?.reason ?? '';
    match(reason, /SSM agent 2\.3\.871\.0 is too old: \d+\.\d+\.\d+ or later/);
    equal(nodes.selected, 3);
  });

  it('a hostile name is text on the terminal, in JSON and on the report page', async () => {
    const told = await winharden(audit, home.path, FAST_LAB);
    for (const text of [told.stdout, told.stderr]) {
      doesNotMatch(text, /\x1b|\u202e/);
      match(text, /onerror=alert\(1\)>\\u001b\[2J\\u202eevil/);
    }
    const asked = await winharden([...audit, '--json'], home.path, FAST_LAB);
    doesNotMatch(asked.stdout, /\x1b|\u202e/);
    const { folder } = resultOf<Run>(asked, 'run-result', 3);
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    doesNotMatch(page, /<img|\x1b|\u202e/);
    match(page, /&lt;img src&#x3D;x onerror&#x3D;alert\(1\)&gt;/);
  });
});
