import { EXIT, WinhardenError } from '../core/errors.ts';
import type { AccountScanning } from '../core/inspector/model.ts';
import type { App, Inspector } from '../core/ports.ts';

/** An app that has the Inspector of one account and Region. */
export type InspectorApp = Omit<App, 'inspector'> & { inspector: Inspector };

/** Whether the caller's own account is scanned. Errors: NoPermission. */
export async function ownScanning({
  inspector,
  inventory,
}: Pick<InspectorApp, 'inspector' | 'inventory'>): Promise<AccountScanning> {
  const { account } = await inventory.identity();
  const { accounts, failed } = await inspector.scanning([account]);
  return [...accounts, ...failed].find((each) => each.account === account) ?? { account, ec2: 'DISABLED' };
}

/** Ends with an error where Inspector does not scan EC2 here. Errors: InspectorOff. */
export async function requireScanning(app: Pick<InspectorApp, 'inspector' | 'inventory'>): Promise<AccountScanning> {
  const scanning = await ownScanning(app);
  if (scanning.ec2 === 'ENABLED' || scanning.ec2 === 'ENABLING') return scanning;
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
