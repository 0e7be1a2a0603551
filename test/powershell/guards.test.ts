import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import { freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { readReport } from './report.ts';
import { runScript, usePowerShell } from './simulation.ts';

/** Few controls, so that a run is quick. Nothing in it says that they are dangerous: the guard knows by address and value. */
const BASELINE = `baseline: risky
title: Risky
controls:
  - { id: network, setting: right-deny-network-logon, expect: { members: [S-1-5-114, S-1-5-32-546] } }
  - { id: desktop, setting: right-deny-remote-logon, expect: { members: [S-1-5-113] } }
  - { id: name, setting: administrator-name, expect: { noneOf: [Administrator] }, set: keeper }
  - { id: firewall, setting: firewall-public-local-rules, expect: { equals: 0 } }
  - { id: links, setting: right-symbolic-links, expect: { members: [] } }
  - { id: harmless, setting: right-network-logon, expect: { members: [S-1-5-11, S-1-5-32-544] } }
`;

const CONTROLS = ['network', 'desktop', 'name', 'firewall', 'links', 'harmless'];
const DENIED = 'SeDenyNetworkLogonRight';
const [KEPT, DONE] = ['Waived', 'Remediated'];

describe('guards, decided by real PowerShell from the facts of the node', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winharden-guards-'));
    await writeFile(join(folder, 'risky.yaml'), BASELINE);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function apply(state: WindowsState, acceptRisk: string[]) {
    const baseline = join(folder, 'risky.yaml');
    const rendered = { baseline, operation: 'apply', format: 'ps1', acceptRisk, noOverlay: true } as const;
    const { text } = await renderDocument(createApp({}), rendered);
    const result = await runScript(shell(), state, text);
    return { report: readReport(result.stdout), state: result.state };
  }

  const server = freshWindows({ release: 2022 });
  const containers = freshWindows({ release: 2022, container: true });
  const inDomain = (state: WindowsState): WindowsState => ({ ...state, role: 'member', domainJoined: true });
  const cases: [string, WindowsState, string[], string[]][] = [
    ['a server outside a domain', server, [], [KEPT, KEPT, KEPT, KEPT, DONE, DONE]],
    ['a member of a domain', inDomain(server), [], [KEPT, DONE, DONE, DONE, DONE, DONE]],
    ['a container host in a domain', inDomain(containers), [], [KEPT, DONE, DONE, KEPT, KEPT, DONE]],
    ['a server whose risks are accepted', server, ['network', 'firewall'], [DONE, KEPT, KEPT, DONE, DONE, DONE]],
  ];
  for (const [name, before, accepted, expected] of cases) {
    it(name, async () => {
      const { report, state } = await apply(before, accepted);
      const status = new Map(report.controls.map((control) => [control.id, control.status as string]));
      assert.deepEqual(
        CONTROLS.map((id) => status.get(id)),
        expected,
      );
      for (const { status, message } of report.controls) {
        if (status === KEPT) assert.match(message ?? '', /^guard: [A-Z]/);
      }
      const kept = report.controls.filter(({ status }) => status === KEPT).map(({ id }) => id);
      assert.ok(!report.changes.some(({ id }) => kept.includes(id)), 'nothing of it is written');
      const denied = accepted.includes('network') ? ['S-1-5-114', 'S-1-5-32-546'] : [];
      assert.deepEqual([...(state.userRights[DENIED] ?? [])].sort(), denied);
    });
  }
});
