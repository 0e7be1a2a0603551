import { WinhardenError } from '../core/errors.ts';
import type { Detector } from '../core/guardduty/model.ts';
import type { App } from '../core/ports.ts';

/** GuardDuty in one Region; `failure` says why that could not be learnt. */
export interface RegionStatus {
  region: string;
  /** `none`: it never was turned on; `suspended`: it was, and does nothing now. */
  status: 'enabled' | 'suspended' | 'none' | 'unknown';
  detector: Detector | null;
  /** Whether this command turned it on. */
  turnedOn: boolean;
  failure: string | null;
}

export interface StatusInput {
  /** None: all that the account has enabled. */
  regions: string[];
  /** Asked before GuardDuty is turned on in some Regions; null: it is never turned on. */
  enable: ((regions: RegionStatus[]) => Promise<boolean>) | null;
}

type StatusApp = Pick<App, 'guardDuty' | 'within'>;

/** Whether GuardDuty is at work, Region by Region. What cannot be asked in one Region is told there, and not of all. */
export async function guardDutyStatus(app: StatusApp, { regions, enable }: StatusInput): Promise<RegionStatus[]> {
  const names = regions.length > 0 ? regions : await app.guardDuty.regions();
  const found = await Promise.all(names.map((region) => statusOf(app, region)));
  const off = found.filter(({ status }) => status === 'none' || status === 'suspended');
  if (enable === null || off.length === 0 || !(await enable(off))) return found;
  return Promise.all(found.map((each) => (off.includes(each) ? turnOn(app, each) : each)));
}

const inRegion = async ({ within }: StatusApp, region: string) =>
  (await within({ regions: [region], accounts: [] })).guardDuty;

async function statusOf(app: StatusApp, region: string): Promise<RegionStatus> {
  try {
    const detector = await (await inRegion(app, region)).detector();
    const status = detector === null ? 'none' : detector.enabled ? 'enabled' : 'suspended';
    return { region, status, detector, turnedOn: false, failure: null };
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    return { region, status: 'unknown', detector: null, turnedOn: false, failure: error.message };
  }
}

async function turnOn(app: StatusApp, before: RegionStatus): Promise<RegionStatus> {
  try {
    await (await inRegion(app, before.region)).enable(before.detector);
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    return { ...before, failure: error.message };
  }
  return { ...(await statusOf(app, before.region)), turnedOn: true };
}
