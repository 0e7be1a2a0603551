import type { Identity } from '../ports.ts';
import type { RunSpec } from './model.ts';
import { type Published, publishEverywhere } from './publish-document.ts';
import { publishRunbook } from './publish-runbook.ts';
import type { RunPorts } from './run-context.ts';

/** Publishes what a run sends, wherever it must be; unchanged, it costs one read in each place. */
export function publish(ports: RunPorts, spec: RunSpec, identity: Identity): Promise<Published> {
  const { automations } = ports;
  if (spec.options.automation && automations) return publishRunbook({ ...ports, automations }, spec, identity);
  return publishEverywhere(ports.documents, ports.clock, spec.document);
}
