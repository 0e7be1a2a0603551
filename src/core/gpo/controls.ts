import type { Catalogue } from '../baseline/catalogue.ts';
import { checkControl } from '../baseline/control-check.ts';
import type { RegistryAddress } from '../baseline/model.ts';
import type { PolicyControl, Setting } from '../baseline/policy.ts';
import type { SchemaCheck } from '../baseline/schema-check.ts';
import { controlIds } from './control-ids.ts';
import { placeOf, type Source, type SourcedDemand, type Unsupported } from './model.ts';
import { numbered, slug } from './slug.ts';

export interface ImportedControl extends Source {
  control: PolicyControl;
  /** Null where winharden's own catalogue has the setting. */
  setting: Setting | null;
}

/**
 * A control for each demand, with a setting of the catalogue where one has the same address. What a policy file could not
 * hold is told by the very checks that will read it.
 */
export function controlsFor(
  demands: SourcedDemand[],
  catalogue: Catalogue,
  check: SchemaCheck,
): { controls: ImportedControl[]; unsupported: Unsupported[] } {
  const known = new Map([...catalogue.settings.values()].map((setting) => [placeOf(setting), setting]));
  const ids = controlIds(demands);
  const taken = new Map<string, number>();
  const controls: ImportedControl[] = [];
  const unsupported: Unsupported[] = [];
  for (const demand of demands) {
    const { gpo, file, title } = demand;
    const shared = sharedSetting(demand, known);
    const id = ids.get(demand) ?? '';
    const setting = shared ?? ownSetting(demand, numbered(`gpo-${slug(id)}`, 100, taken));
    const control = controlOf(demand, id, setting);
    const problems = problemsOf(control, shared ? null : setting, catalogue, check);
    if (problems.length > 0) unsupported.push({ gpo, file, item: title, reason: problems.join('; ') });
    else controls.push({ gpo, file, control, setting: shared ? null : setting });
  }
  return { controls, unsupported };
}

/** A value of another type than the catalogue's needs a setting of its own; what shall be absent has no type. */
function sharedSetting(demand: SourcedDemand, known: Map<string, Setting>): Setting | null {
  const setting = known.get(placeOf(demand));
  const types = [setting, demand].map((one) => (one?.address as Partial<RegistryAddress> | undefined)?.type);
  return setting && (demand.expect.absent || types[0] === types[1]) ? setting : null;
}

function ownSetting({ kind, address, title }: SourcedDemand, id: string): Setting {
  return { id, title, kind, address };
}

function controlOf({ expect, set }: SourcedDemand, id: string, setting: Setting): PolicyControl {
  return { id, setting: setting.id, expect, ...(set !== undefined && { set }) };
}

function problemsOf(control: PolicyControl, own: Setting | null, catalogue: Catalogue, check: SchemaCheck): string[] {
  const findings: { message: string }[] = own ? check('settings', { settings: [own] }) : [];
  findings.push(...check('baseline', { baseline: 'x', title: 'x', controls: [control] }));
  if (findings.length === 0) {
    const settings = own ? new Map([[own.id, own]]) : catalogue.settings;
    findings.push(...checkControl(control, { settings, sources: catalogue.sources, site: catalogue.site }));
  }
  return [...new Set(findings.map(({ message }) => message))];
}
