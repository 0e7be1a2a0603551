import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { type DeployInput, deploySetup } from '../../../src/actions/deploy-setup.ts';
import type { ChangeSet, ResourceChange, Stack, StackEvent, Stacks } from '../../../src/core/ports.ts';

const BUCKET = 'AWS::S3::Bucket';
const CHANGES: ResourceChange[] = [{ action: 'add', id: 'Results', type: BUCKET }];
const stackIn = (status: string, reason = ''): Stack => ({ id: 'arn:stack', status, reason, outputs: { Bucket: 'b' } });
const event = (status: string, reason = '', type = BUCKET): StackEvent => ({
  eventId: `${status}-${type}`,
  at: '',
  id: 'Results',
  type,
  status,
  reason,
});

const ofStack = (status: string) => event(status, '', 'AWS::CloudFormation::Stack');

/** A stack that is so now, and has these events, one at each look, once its change set is executed. */
class FakeStacks implements Stacks {
  readonly done: string[] = [];
  changes: ResourceChange[] = CHANGES;
  private pending = 1;
  private readonly now: Stack | null;
  private readonly coming: StackEvent[];
  private shown: StackEvent[] = [];

  constructor(now: Stack | null, ...coming: StackEvent[]) {
    this.now = now;
    this.coming = coming;
  }

  async find(): Promise<Stack | null> {
    return this.done.length === 0 ? this.now : stackIn(this.now?.status ?? 'REVIEW_IN_PROGRESS');
  }
  async propose({ isNew }: { isNew: boolean }): Promise<string> {
    this.done.push(isNew ? 'propose new' : 'propose');
    return 'arn:set';
  }
  async changesOf(arn: string): Promise<ChangeSet | null> {
    return this.pending-- > 0 ? null : { arn, changes: this.changes };
  }
  async execute(): Promise<void> {
    this.done.push('execute');
  }
  async discard(): Promise<void> {
    this.done.push('discard');
  }
  async events(_: string, after: string | null): Promise<StackEvent[]> {
    if (this.done.includes('execute')) this.shown.unshift(this.coming.shift() ?? ofStack('NO_MORE_FAILED'));
    const known = this.shown.findIndex(({ eventId }) => eventId === after);
    return this.shown.slice(0, known === -1 ? undefined : known);
  }
}

const deploy = (stacks: FakeStacks, { answer = true, ...over }: Partial<DeployInput> & { answer?: boolean } = {}) => {
  const app = {
    stacks,
    clock: { now: () => new Date(0), sleep: async () => {} },
    ids: { suffix: () => 'abcdef' },
  };
  const input = { name: 'winharden', template: 'T', dryRun: false, ...over };
  return deploySetup(app, input, { confirm: async () => answer, event: ({ status }) => stacks.done.push(status) });
};

describe('deploySetup', () => {
  it('makes a stack that is not there, and tells its events in their order', async () => {
    const stacks = new FakeStacks(
      null,
      event('CREATE_IN_PROGRESS'),
      event('CREATE_COMPLETE'),
      ofStack('CREATE_COMPLETE'),
    );
    const told = await deploy(stacks);
    deepEqual(told, { state: 'created', stack: 'winharden', changes: CHANGES, outputs: { Bucket: 'b' } });
    deepEqual(stacks.done, ['propose new', 'execute', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_COMPLETE']);
  });

  it('goes on with one whose change set was never executed', async () => {
    const stacks = new FakeStacks(stackIn('REVIEW_IN_PROGRESS'), ofStack('CREATE_COMPLETE'));
    equal((await deploy(stacks)).state, 'created');
    equal(stacks.done[0], 'propose new');
  });

  for (const [what, over, state] of [
    ['a dry run', { dryRun: true }, 'dryRun'],
    ['a no', { answer: false }, 'declined'],
  ] as const) {
    it(`takes the change set away after ${what}`, async () => {
      const stacks = new FakeStacks(stackIn('CREATE_COMPLETE'));
      equal((await deploy(stacks, over)).state, state);
      deepEqual(stacks.done, ['propose', 'discard']);
    });
  }

  it('asks nothing where nothing differs', async () => {
    const stacks = new FakeStacks(stackIn('UPDATE_ROLLBACK_COMPLETE'));
    stacks.changes = [];
    equal((await deploy(stacks, { answer: false })).state, 'unchanged');
  });

  for (const [status, code, next] of [
    ['ROLLBACK_COMPLETE', 'StackBroken', /delete-stack --stack-name winharden/],
    ['DELETE_FAILED', 'StackBroken', /delete-stack/],
    ['UPDATE_IN_PROGRESS', 'StackBusy', /wait/],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'StackBusy', /wait/],
    ['UPDATE_ROLLBACK_FAILED', 'StackBusy', /continue-update-rollback/],
  ] as const) {
    it(`proposes nothing to a stack that is ${status}`, async () => {
      const stacks = new FakeStacks(stackIn(status, 'for a reason'));
      await rejects(deploy(stacks), (thrown: Error & { code: string; suggestions: string[] }) => {
        equal(thrown.code, code);
        match(thrown.message, /for a reason/);
        match(thrown.suggestions.join('\n'), next);
        return true;
      });
      deepEqual(stacks.done, []);
    });
  }

  for (const [what, reason, type, code] of [
    ['a bucket of somebody else', 'my-results already exists', BUCKET, 'BucketTaken'],
    ['anything else', 'not authorized to perform iam:CreatePolicy', 'AWS::IAM::ManagedPolicy', 'DeployFailed'],
  ] as const) {
    it(`says what failed first: ${what}`, async () => {
      const stacks = new FakeStacks(
        stackIn('UPDATE_ROLLBACK_COMPLETE'),
        event('UPDATE_FAILED', reason, type),
        { ...event('UPDATE_FAILED', 'Resource update cancelled'), eventId: 'cancelled' },
        ofStack('UPDATE_ROLLBACK_COMPLETE'),
      );
      await rejects(deploy(stacks), (thrown: Error & { code: string }) => {
        equal(thrown.code, code);
        match(thrown.message, new RegExp(reason));
        return true;
      });
    });
  }
});
