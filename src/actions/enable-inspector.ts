import { WinhardenError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import type { AccountScanning } from '../core/inspector/model.ts';
import { type InspectorApp, ownScanning } from './inspector-place.ts';

interface EnableInput {
  /** Member accounts, for the delegated administrator of an organization; none: the caller's own. */
  members: string[];
  waitMinutes: number;
  emit: Emit;
  confirm(accounts: string[], region: string): Promise<boolean>;
}

export interface InspectorEnabled {
  region: string;
  state: 'already' | 'enabled' | 'enabling' | 'declined';
  accounts: AccountScanning[];
  /** With the reason. */
  failed: AccountScanning[];
}

/** Enabling takes some minutes; there is no event to wait for. */
const LOOK_SECONDS = 5;

/** Has Inspector scan EC2 instances, and waits until it does. Where it does already nothing is asked or changed. */
export async function enableInspector(app: InspectorApp, input: EnableInput): Promise<InspectorEnabled> {
  const { region } = await app.inventory.identity();
  const asked = input.members.length > 0 ? input.members : [(await ownScanning(app)).account];
  const before = await app.inspector.scanning(asked);
  const missing = asked.filter((id) => !before.accounts.some((each) => each.account === id && each.ec2 === 'ENABLED'));
  if (missing.length === 0) return { region, state: 'already', accounts: before.accounts, failed: [] };
  if (!(await input.confirm(missing, region)))
    return { region, state: 'declined', accounts: before.accounts, failed: [] };
  const failed = await app.inspector.enable(missing);
  const begun = missing.filter((id) => !failed.some((each) => each.account === id));
  if (begun.length === 0) throw notEnabled(failed);
  const accounts = await untilEnabled(app, begun, input);
  const isDone = accounts.length === begun.length && accounts.every(({ ec2 }) => ec2 === 'ENABLED');
  return { region, state: isDone ? 'enabled' : 'enabling', accounts, failed };
}

async function untilEnabled(app: InspectorApp, accounts: string[], { waitMinutes, emit }: EnableInput) {
  const end = app.clock.now().getTime() + waitMinutes * 60_000;
  for (let told = ''; ; ) {
    const { accounts: now } = await app.inspector.scanning(accounts);
    const enabled = now.filter(({ ec2 }) => ec2 === 'ENABLED').length;
    const text = `Inspector scans EC2 in ${enabled} of ${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}`;
    if (text !== told) emit({ type: 'phase', text });
    told = text;
    if (enabled === accounts.length || app.clock.now().getTime() >= end) return now;
    await app.clock.sleep(LOOK_SECONDS * 1000);
  }
}

const notEnabled = (failed: AccountScanning[]) =>
  new WinhardenError({
    code: 'NotEnabled',
    message: `Inspector was not turned on: ${failed
      .map(({ account, error }) => `${account}: ${error?.message ?? 'no reason'} (${error?.code ?? 'unknown'})`)
      .join('; ')}`,
    suggestions: [
      'in an organization the delegated administrator of Inspector turns it on for its members: --member ACCOUNT',
      'a policy of the organization may forbid it: ask whoever keeps it',
    ],
  });
