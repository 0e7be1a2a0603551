import assert from 'node:assert/strict';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import { freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { readReport, unexplained } from './report.ts';
import { runScript, usePowerShell } from './simulation.ts';

const member = (container: boolean): WindowsState => ({
  ...freshWindows({ release: 2022, container }),
  role: 'member',
  domainJoined: true,
});
/** In a domain, so that guards, which look at hosts outside of one, say little. */
const [CONTAINERS, SERVER] = [member(true), member(false)];

const WAIVED = ['9.3.4', '9.3.5', '18.10.93.1.1', '18.10.93.2.2'];
const AU = 'SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU';
const GUESTS = 'S-1-5-32-546';

describe('the overlay eks, decided by real PowerShell from the facts of the node', function () {
  this.timeout(300_000);
  const shell = usePowerShell();

  async function apply(state: WindowsState, noOverlay = false) {
    const choice = { baseline: 'cis-l1', operation: 'apply', format: 'ps1', noOverlay } as const;
    const { text } = await renderDocument(createApp({}), choice);
    const { stdout } = await runScript(shell(), state, text);
    const report = readReport(stdout);
    assert.deepEqual(unexplained(report), []);
    const of = (id: string) => report.controls.find((control) => control.id === id);
    return {
      of,
      waived: report.controls.filter(({ message = '' }) => message.startsWith('overlay eks: ')).map(({ id }) => id),
      written: (id: string) => report.changes.filter((change) => change.id === id).map(({ after }) => after),
    };
  }

  it('waives and changes on a container host', async () => {
    const { of, waived, written } = await apply(CONTAINERS);
    assert.deepEqual(waived, WAIVED);
    for (const id of WAIVED) assert.deepEqual([of(id)?.status, written(id)], ['Waived', []], id);
    assert.deepEqual(of('2.2.22')?.required, [GUESTS]);
    assert.equal(of('2.2.22')?.status, 'Remediated');
    assert.deepEqual(of('18.10.93.2.1')?.required, 1, `${AU}\\NoAutoUpdate`);
    assert.equal(of('18.10.93.2.1')?.status, 'Remediated');
    assert.deepEqual(of('2.2.27')?.required, ['S-1-5-113', GUESTS], 'in a domain the baseline stands');
    assert.deepEqual(of('2.2.19')?.required, ['S-1-5-32-544', 'S-1-5-83-0']);
  });

  it('is not there on an ordinary server', async () => {
    const { of, waived } = await apply(SERVER);
    assert.deepEqual(waived, []);
    assert.match(of('2.2.22')?.message ?? '', /^guard: Session Manager/);
    assert.deepEqual(of('18.10.93.2.1')?.required, 0);
    for (const id of WAIVED) assert.doesNotMatch(of(id)?.message ?? '', /overlay/, id);
  });

  it('is refused on demand', async () => {
    const { of, waived } = await apply(CONTAINERS, true);
    assert.deepEqual(waived, []);
    assert.deepEqual(of('18.10.93.2.1')?.required, 0);
    assert.match(of('9.3.4')?.message ?? '', /^guard: /, 'guards hold on');
  });
});
