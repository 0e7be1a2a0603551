import { EXIT, WinhardenError } from '../core/errors.ts';
import type { AccountScanning } from '../core/inspector/model.ts';
import type { App, Inspector } from '../core/ports.ts';

/** An app that has the Inspector of one account and Region. */
export type InspectorApp = Omit<App, 'inspector'> & { inspector: Inspector };

/** Whether the account is scanned whose Inspector it is: the caller's own, or the one that was entered. Errors: NoPermission. */
export async function ownScanning({ inspector }: Pick<InspectorApp, 'inspector'>): Promise<AccountScanning> {
  const { accounts, failed } = await inspector.scanning([]);
  const [own] = [...accounts, ...failed];
  if (own) return own;
  throw new WinhardenError({
    code: 'NoStatus',
    message: 'Amazon Inspector says nothing of the account',
    suggestions: ['aws inspector2 batch-get-account-status shows its answer; winharden inspector enable turns it on'],
  });
}

/** Ends with an error where Inspector does not scan EC2 here. Errors: InspectorOff. */
export async function requireScanning(app: Pick<InspectorApp, 'inspector' | 'inventory'>): Promise<void> {
  const scanning = await ownScanning(app);
  if (scanning.ec2 === 'ENABLED' || scanning.ec2 === 'ENABLING') return;
  const { region } = await app.inventory.identity();
  throw new WinhardenError({
    code: 'InspectorOff',
    message: `Amazon Inspector does not scan EC2 instances of ${scanning.account} in ${region}: it is ${scanning.ec2.toLowerCase()}`,
    suggestions: ['winharden inspector enable turns it on, at its price', 'or name another Region with --region'],
  });
}

export const oneInspector = () =>
  new WinhardenError({
    code: 'OneLocation',
    message: 'Inspector is asked in one account and Region, and several are named',
    suggestions: ['call it once for each: --region eu-west-1, then --region us-east-1'],
    exit: EXIT.usage,
  });
