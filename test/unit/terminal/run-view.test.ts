import { doesNotMatch, match } from 'node:assert/strict';
import type { CollectedRun } from '../../../src/actions/collect-run.ts';
import type { RunResult } from '../../../src/core/results/model.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { collectView } from '../../../src/terminal/views/collect-view.ts';
import { controlView } from '../../../src/terminal/views/control-view.ts';
import { nodeView } from '../../../src/terminal/views/node-view.ts';
import { runListView } from '../../../src/terminal/views/run-list-view.ts';
import { runView } from '../../../src/terminal/views/run-view.ts';
import { sampleOutcome, sampleReport, sampleResult, sampleRun } from '../core/present/sample-run.ts';

const view = (more: Partial<RunResult>) => runView({ result: sampleResult(more), reports: [] }, '', plainStyle);

describe('the view of a run', () => {
  it('shows each node, open controls with how many nodes, and where everything is', () => {
    const text = runView(sampleRun(), '', plainStyle);
    match(text, /i-00000000000000001 +node-1 +2022 Core +Compliant/);
    match(text, /1 controls are not as required/);
    match(text, /1\.1\.1 +L1 +1 +0 +Remember earlier passwords/);
    doesNotMatch(text, /No guest/);
    match(text, /\/runs\/run-1\/report\.html/);
    match(text, /s3:\/\/reports\/winharden\/runs\/run-1\//);
  });

  it('names excluded nodes with the reason', () => {
    const excluded = [{ instanceId: 'i-9', name: 'linux', platform: 'Linux', reason: 'not Windows' }];
    match(view({ nodes: { selected: 0, excluded, outcomes: [] } }), /i-9 +linux +Linux +not Windows/);
  });

  it('names the command that undoes an apply which changed something', () => {
    const changed = { selected: 1, excluded: [], outcomes: [sampleOutcome(1, { changes: 4 })] };
    match(view({ nodes: changed }), /winharden rollback --run run-1/);
    doesNotMatch(view({}), /rollback/);
  });

  it('leads back to the same place, or says that there is none', () => {
    const changed = { selected: 1, excluded: [], outcomes: [sampleOutcome(1, { changes: 4 })] };
    const run = { result: sampleResult({ nodes: changed }), reports: [] };
    match(runView(run, ' --lab ./lab', plainStyle), /winharden rollback --run run-1 --lab \.\/lab/);
    const gone = runView(run, null, plainStyle);
    match(gone, /in memory and is gone/);
    doesNotMatch(gone, /rollback/);
  });

  it('tells of each overlay on how many nodes it held', () => {
    const when = { containerHost: true };
    const control = { id: '9.3.4', title: 't', effect: 'changed' as const, reason: 'Pods need it.', when: [when] };
    const overlays = [{ overlay: 'eks', title: 'Nodes', when, controls: [control] }];
    const { reports } = sampleRun();
    const held = reports.filter(({ node }) => node.containerHost).length;
    match(
      runView({ result: sampleResult({ overlays }), reports }, '', plainStyle),
      new RegExp(
        `^Overlay eks on container hosts \\(${held} of ${reports.length} nodes\\): 1 control changed\\. `,
        'm',
      ),
    );
    match(view({ state: 'dryRun', overlays }), /^ +9\.3\.4 +changed +container hosts +t +Pods need it\.$/m);
    doesNotMatch(view({}), /overlay/i);
  });

  it('says of a dry run that nothing was sent, and of no folder', () => {
    const text = view({ state: 'dryRun' });
    match(text, /Nothing was sent/);
    doesNotMatch(text, /report\.html/);
  });

  it('says how to go on with a run that was left, and how to stop it', () => {
    for (const state of ['inProgress', 'interrupted'] as const) {
      match(view({ state }), /winharden run resume run-1[^\n]*\n.*winharden run cancel run-1/);
    }
    doesNotMatch(view({ state: 'cancelled' }), /run resume/);
  });

  it('says why a run is paused, and what to do before it can go on', () => {
    const paused = { code: 'ExpiredCredentials', message: 'your session\nhas expired', next: ['aws sso login'] };
    const text = view({ state: 'paused', paused });
    match(text, /^The run is paused: your session has expired\n {2}→ aws sso login\n\nWhat was sent goes on/m);
    match(text, /winharden run resume run-1/);
  });

  it('tells why a node failed', () => {
    const outcomes = [sampleOutcome(1, { outcome: 'Failed', reason: 'secedit\nsaid no' })];
    match(view({ nodes: { selected: 1, excluded: [], outcomes } }), /i-00000000000000001: secedit said no/);
  });

  it('tells what became of restarts, and how to give one to nodes that wait', () => {
    const outcomes = [
      sampleOutcome(1, { rebootRequired: true }),
      sampleOutcome(2, { rebootRequired: true, rebootPending: true }),
      sampleOutcome(3, { rebootPending: true, rebooted: true }),
    ];
    const text = view({ nodes: { selected: 3, excluded: [], outcomes } });
    match(text, /node-1 .* required$/m);
    match(text, /node-2 .* pending before, required$/m);
    match(text, /node-3 .* pending before, restarted$/m);
    match(text, /^2 nodes wait for a restart, 1 of them since before this run\. apply --reboot if-required/m);
    doesNotMatch(view({}), /restart [a-z]/);
    doesNotMatch(view({ operation: 'rollback', nodes: { selected: 3, excluded: [], outcomes } }), /if-required/);
  });

  it('shows those that need a look where there are many', () => {
    const outcomes = Array.from({ length: 100 }, (_, number) =>
      sampleOutcome(number, number === 7 ? { outcome: 'NoReport' } : {}),
    );
    const text = view({ nodes: { selected: 100, excluded: [], outcomes } });
    match(text, /NoReport/);
    match(text, /… and 99 more nodes/);
    doesNotMatch(text, /node-8 /);
  });
});

describe('the view of one control', () => {
  it('tells found and required of all nodes', () => {
    const text = controlView(sampleRun(), plainStyle);
    match(text, /NonCompliant +0 +24 or more +node-1/);
    match(text, /Compliant +false +false +node-1 .*, node-2/);
  });
});

describe('the view of one node', () => {
  it('tells what it is, each control and each change', () => {
    const report = sampleReport(
      1,
      [{ id: '1.1.1', status: 'Error', found: null, required: 1, message: 'access\ndenied' }],
      {
        changes: [{ id: '1.1.1', address: 'PasswordHistorySize', before: 0, after: 24 }],
        backup: { path: 'C:\\backup.json', sha256: 'x', entries: 7 },
        rebootRequired: true,
        rebootPending: true,
        rebooted: true,
      },
    );
    const text = nodeView(
      {
        result: sampleResult({ nodes: { selected: 1, excluded: [], outcomes: [sampleOutcome(1)] } }),
        reports: [report],
      },
      plainStyle,
    );
    match(text, /Windows Server 2022 Datacenter \(Server Core, 20348\.2849\)/);
    match(text, /1\.1\.1 +Error +absent +1 +access denied/);
    match(text, /1\.1\.1 +0 +24 +PasswordHistorySize/);
    match(text, /already waited for a restart before the run[\s\S]*restarted Windows[\s\S]*A restart is required/);
    match(text, /Backup of 7 values: C:\\backup\.json/);
  });
});

describe('the list of runs', () => {
  it('has a line for each', () => {
    const { runId, operation, baseline, state, started, finished, folder } = sampleResult();
    const run = {
      runId,
      operation,
      baseline,
      state,
      started,
      finished,
      folder,
      nodes: { selected: 3, Compliant: 2, NoReport: 1 },
    };
    match(
      runListView([run], plainStyle),
      /run-1 +apply +cis-l1 +finished +2027-01-31T10:00:00Z +3: 2 Compliant, 1 NoReport/,
    );
  });

  it('names the schedules, where there are some', () => {
    const { runId, operation, baseline, state, started, finished, folder } = sampleResult();
    const run = { runId, operation, baseline, state, started, finished, folder, nodes: { selected: 1 } };
    const lines = runListView([run, { ...run, schedule: 'nightly' }], plainStyle).split('\n');
    match(lines[0] ?? '', /run +schedule +operation/);
    match(lines[1] ?? '', /run-1 +apply/);
    match(lines[2] ?? '', /run-1 +nightly +apply/);
  });

  it('says how to start when there is none', () => match(runListView([], plainStyle), /No runs yet/));
});

describe('what was collected', () => {
  const { operation, baseline, state, started, finished, folder } = sampleResult();
  const nodes = { selected: 2, Compliant: 2 };
  const run = { runId: 'run-1', operation, baseline, state, started, finished, folder, nodes };
  const told = { runId: 'run-1', schedule: 'nightly', started, unverified: 0, late: 0 };

  it('has a line for each run, and says what to look at', () => {
    const runs: CollectedRun[] = [
      { ...told, state: 'underWay' },
      { ...told, state: 'new', run, unverified: 1 },
      { ...told, state: 'unreadable', reason: 'the document is gone' },
    ];
    const text = collectView(runs, ' --lab ./lab', plainStyle);
    match(text, / +nightly +2027\S+ +under way/);
    match(text, /run-1 +nightly +2027\S+ +new +2: 2 Compliant, 1 unverified/);
    match(text, /unreadable +the document is gone/);
    match(text, /`winharden run show run-1 --lab .\/lab`/);
  });

  it('says so where there is nothing', () => match(collectView([], '', plainStyle), /No schedule ran/));
});
