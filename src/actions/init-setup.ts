import { parseTag } from '../core/fleet/selector.ts';
import { cloudFormationTemplate } from '../core/setup/cloudformation.ts';
import type { Format } from '../core/setup/model.ts';
import { planSetup, type SetupOptions } from '../core/setup/plan-setup.ts';
import { terraformModule } from '../core/setup/terraform.ts';

export interface InitOptions extends Omit<SetupOptions, 'tag'> {
  format: Format;
  /** As typed. */
  tag: string | null;
}

/** EKS writes this on instances where people type `eks:nodegroup`. */
const NODEGROUP: Record<string, string> = { 'eks:nodegroup': 'eks:nodegroup-name' };

/** The text of a template. Errors: those of planSetup. */
export function initSetup({ format, tag, ...options }: InitOptions): string {
  const typed = tag === null ? null : parseTag(tag);
  const setup = planSetup({ ...options, tag: typed && { ...typed, key: NODEGROUP[typed.key] ?? typed.key } });
  return format === 'terraform' ? terraformModule(setup) : cloudFormationTemplate(setup);
}
