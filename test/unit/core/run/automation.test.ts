import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { WinhardenError } from '../../../../src/core/errors.ts';
import type { RunEvent } from '../../../../src/core/events.ts';
import type { AutomationRequest, AutomationState, Automations } from '../../../../src/core/ports.ts';
import { continueRun } from '../../../../src/core/run/continue-run.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import type { JournalRecord, RunOptions, RunSpec } from '../../../../src/core/run/model.ts';
import type { RunPorts } from '../../../../src/core/run/run-context.ts';
import { FakeDocuments, idOf, inline, specFor, World } from './doubles.ts';

const [OWN, OTHER] = ['111122223333/eu-west-1', '444455556666/eu-west-1'] as const;

const OPTIONS: Partial<RunOptions> = {
  where: { regions: ['eu-west-1'], accounts: ['111122223333', '444455556666'], roleName: 'reader' },
  automation: { executionRole: 'Execution', automationRole: 'Administration', locationConcurrency: '1' },
};

/** Automation that goes through its locations one after the other, one look each; their commands are the fleet's. */
class FakeAutomations implements Automations {
  readonly #world: World;
  readonly documents = new FakeDocuments();
  readonly library = new Map([['eu-west-1', this.documents]]);
  readonly started: AutomationRequest[] = [];
  /** Why a location fails, by location. */
  failures: Record<string, string> = {};
  /** What asking for a location's command is answered with. */
  unreadable: Record<string, WinhardenError> = {};
  /** Looks that fail first. */
  broken = 0;
  looks = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Requests with tokens that were not seen before. */
  get executions(): number {
    return new Set(this.started.map(({ token }) => token)).size;
  }
  stopped = false;
  readonly #begun = new Set<string>();

  start = async (request: AutomationRequest) => {
    this.started.push(request);
    return 'execution-1';
  };

  stop = async () => {
    this.stopped = true;
  };

  state = async (): Promise<AutomationState> => {
    if (this.broken-- > 0) throw new WinhardenError({ code: 'AwsRefused', message: 'refused' });
    this.looks++;
    await this.#world.fleet.open('time passes');
    let failed = this.stopped;
    const locations = [OWN, OTHER].map((location, index) => {
      const begun = this.#begun.has(location) || (!failed && this.looks > index);
      if (begun) this.#begun.add(location);
      const ended = failed || this.looks > index + 1;
      const failure = (begun && this.failures[location]) || null;
      const status = failed ? 'Cancelled' : failure ? 'Failed' : ended ? 'Success' : begun ? 'InProgress' : 'Pending';
      failed ||= failure !== null;
      return {
        location,
        status,
        ended: ended || failure !== null,
        failure,
        childId: begun && !failure ? `child of ${location}` : null,
      };
    });
    const ended = locations.every((each) => each.ended);
    return { status: failed ? 'Failed' : 'Success', ended, failure: null, locations };
  };

  command = async (location: string) => {
    const error = this.unreadable[location];
    if (error) throw error;
    const { fleet, inventory } = this.#world;
    const instanceIds = inventory.machines.filter((each) => each.location === location).map((each) => each.instanceId);
    const { runId = '' } = { runId: this.started[0]?.parameters['RunId'] };
    const known = fleet.lost.find(({ request }) => request.comment === location);
    if (known) return known.commandId;
    const request = {
      document: { name: 'd', version: '1', hash: 'h' },
      instanceIds,
      parameters: { RunId: runId, ReportEncoding: 'json' },
      comment: location,
      deliverySeconds: 600,
      maxConcurrency: 50,
      maxErrors: '0',
      s3: null,
    };
    const commandId = fleet.start(request);
    fleet.lost.push({ request, commandId });
    return commandId;
  };
}

function organisation(nodes = 4) {
  const world = new World(nodes);
  world.inventory.machines.forEach((machine, index) => {
    machine.location = index % 2 === 0 ? OWN : OTHER;
  });
  const automations = new FakeAutomations(world);
  const run = (spec: RunSpec = specFor(OPTIONS)) => executeRun({ ...world.ports, automations }, spec, world.io);
  return { world, automations, run };
}

/** What a kill looks like from inside: whatever the program awaits next never comes. */
class Killed extends Error {}

function dyingAfter(world: World, at: number): RunPorts {
  const { ports } = world;
  let count = 0;
  const create = async (runId: string) => {
    const folder = await ports.runs.create(runId);
    const append = async (record: JournalRecord) => {
      if (count >= at) throw new Killed();
      await folder.append(record);
      if (++count === at) throw new Killed();
    };
    return { ...folder, append };
  };
  return { ...ports, runs: { ...ports.runs, create } };
}

function onlyKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}

describe('a run by Automation', () => {
  it('publishes and shares a document and a runbook under names that say their content', async () => {
    const { automations, run, world } = organisation();
    const result = await run();
    const { documents, started } = automations;
    equal(documents.versions.length, 2);
    deepEqual(documents.sharedWith, ['444455556666', '444455556666']);
    match(result.document.name, /^winharden-tiny-apply-[0-9a-f]{12}$/);
    match(started[0]?.runbook.name ?? '', /^winharden-tiny-apply-runbook-[0-9a-f]{12}$/);
    const [step] = parse(documents.versions[1]?.content ?? '').mainSteps;
    equal(step.inputs.DocumentName, `arn:aws:ssm:{{ global:REGION }}:111122223333:document/${result.document.name}`);
    equal(world.fleet.requests.length, 0);
  });

  it('starts once, with a token of the run, and collects each node where it is', async () => {
    const { automations, run, world } = organisation();
    const result = await run();
    const [request] = automations.started;
    match(request?.token ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    deepEqual(
      [request?.accounts, request?.regions, request?.executionRole],
      [['111122223333', '444455556666'], ['eu-west-1'], 'Execution'],
    );
    deepEqual([result.state, result.waves.length, result.waves[0]?.commandIds.length], ['finished', 1, 2]);
    deepEqual(new Set(result.nodes.outcomes.map(({ outcome }) => outcome)), new Set(['Remediated']));
    deepEqual(result.automation, { executionId: 'execution-1' });
    const kinds = world.folder.journal.map(({ type }) => type);
    deepEqual(kinds.slice(2, 4), ['automating', 'automation']);
  });

  it('stops at a location that fails, and says what was not begun', async () => {
    const { automations, run } = organisation();
    automations.failures = { [OWN]: 'the execution role cannot be assumed' };
    const { state, waves, nodes } = await run();
    equal(state, 'stopped');
    match(
      waves[0]?.reason ?? '',
      /2 of 2 locations did not succeed.*111122223333\/eu-west-1 Failed: the execution role cannot be assumed; 444455556666\/eu-west-1 Cancelled/,
    );
    deepEqual(new Set(nodes.outcomes.map(({ outcome }) => outcome)), new Set(['NotSent']));
  });

  it('counts nodes of a location that cannot be read as silent, and goes on with the others', async () => {
    const { automations, run, world } = organisation();
    automations.unreadable = { [OTHER]: new WinhardenError({ code: 'NoPermission', message: 'you may not' }) };
    const { nodes } = await run();
    deepEqual(
      nodes.outcomes.map(({ outcome }) => outcome),
      ['Remediated', 'NoReport', 'Remediated', 'NoReport'],
    );
    match(nodes.outcomes[1]?.reason ?? '', /unverified: 444455556666\/eu-west-1 cannot be read: you may not/);
    deepEqual(world.warnings(), [`${OTHER} cannot be read: you may not`]);
  });

  it('waits for nodes that are listed as at work although their location has ended, but not for ever', async () => {
    const { run, world } = organisation();
    world.fleet.behaviour = { [idOf(2)]: { polls: 5 }, [idOf(4)]: { polls: 99 } };
    const { nodes } = await run();
    deepEqual(
      nodes.outcomes.map(({ outcome }) => outcome),
      ['Remediated', 'Remediated', 'Remediated', 'NoReport'],
    );
    match(nodes.outcomes[3]?.reason ?? '', /Systems Manager did not say how it ended/);
  });

  it('bears a look that fails, and gives up watching after three', async () => {
    const bearing = organisation();
    bearing.automations.broken = 2;
    equal((await bearing.run()).state, 'finished');
    const giving = organisation();
    giving.automations.broken = 99;
    const { state, nodes } = await giving.run();
    equal(state, 'inProgress');
    match(nodes.outcomes[0]?.reason ?? '', /could not be watched: refused/);
  });

  it('tells of nodes that were left out and ran all the same', async () => {
    const { run, world } = organisation();
    const [first] = world.inventory.nodes;
    if (first) first.ping = 'ConnectionLost';
    const { nodes } = await run();
    deepEqual(
      nodes.excluded.map(({ instanceId }) => instanceId),
      [idOf(1)],
    );
    deepEqual(nodes.outcomes.map(({ instanceId }) => instanceId).sort(), [1, 2, 3, 4].map(idOf));
  });

  it('that was killed goes on from any record of its journal, and starts nothing twice', async () => {
    const undisturbed = await organisation().run();
    for (let at = 1; at <= 12; at++) {
      const { world, automations, run } = organisation();
      const ports = dyingAfter(world, at);
      await executeRun({ ...ports, automations }, specFor(OPTIONS), world.io).catch(onlyKilled);
      const [runId] = world.folders.keys();
      if (runId === undefined) throw new Error('no run was begun');
      const going = at === 1 ? run() : continueRun({ ...world.ports, automations }, runId, {}, world.io);
      const { nodes, state } = await going;
      equal(state, 'finished', `after record ${at}`);
      const told = (outcomes: typeof nodes.outcomes) =>
        outcomes.map(({ outcome, location }) => `${outcome} ${location}`);
      deepEqual(told(nodes.outcomes), told(undisturbed.nodes.outcomes), `after record ${at}`);
      equal(automations.executions, 1);
    }
  });

  it('that is cancelled begins no further location, and stops the command that is at work', async () => {
    const { world, automations } = organisation();
    const controller = world.controller;
    const interrupting = {
      ...world.io,
      emit: (event: RunEvent) => (event.type === 'progress' ? controller.abort() : undefined),
    };
    const { state, runId } = await executeRun({ ...world.ports, automations }, specFor(OPTIONS), interrupting);
    equal(state, 'interrupted');
    const io = { ...world.io, signal: new AbortController().signal };
    const result = await continueRun({ ...world.ports, automations }, runId, { cancel: true }, io);
    deepEqual([result.state, automations.stopped, world.fleet.cancelled.size], ['cancelled', true, 1]);
    equal(result.nodes.outcomes.filter(({ outcome }) => outcome === 'NotSent').length, 2);
  });

  const refused: [string, RunSpec, RegExp][] = [
    ['without accounts', specFor({ ...OPTIONS, where: { regions: ['eu-west-1'], accounts: [] } }), /none is named/],
    ['without a bucket', inline(OPTIONS), /needs a bucket/],
    ['by ids', specFor(OPTIONS, { selector: { by: 'ids', ids: [idOf(1)] } }), /not by id/],
    [
      'by six tags',
      specFor(OPTIONS, { selector: { by: 'tags', tags: [...'abcdef'].map((key) => ({ key, value: '1' })) } }),
      /takes 5 tags, and these are 6/,
    ],
    [
      'by a tag that would be a parameter',
      specFor(OPTIONS, { selector: { by: 'tags', tags: [{ key: 'a', value: '{{b}}' }] } }),
      /for a parameter/,
    ],
    [
      'by a tag that stands for another',
      specFor(OPTIONS, { selector: { by: 'tags', tags: [{ key: 'eks:nodegroup', value: 'w' }] } }),
      /another tag than was typed: eks:nodegroup-name=w/,
    ],
  ];
  for (const [what, spec, message] of refused) {
    it(`is refused ${what}, before anything is asked`, async () => {
      const { run, world } = organisation();
      for (const { tags } of world.inventory.machines) tags['eks:nodegroup-name'] = 'w';
      await rejects(
        run(spec),
        (error: WinhardenError) => error.code === 'NotByAutomation' && message.test(error.message),
      );
      equal(world.previews.length, 0);
    });
  }
});
