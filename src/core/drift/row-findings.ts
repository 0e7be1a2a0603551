import { WinhardenError } from '../errors.ts';
import type { ControlResult } from '../report/model.ts';
import type { Row } from '../results/columns.ts';
import type { NodeFindings } from './model.ts';

/**
 * What nodes said of their controls, from the rows of a run (one JSON object a line). Values are what rows keep of them: lists and
 * objects are themselves again, anything else is text, and what was long is cut. Equal findings are one object.
 */
export class RowFindings {
  readonly #byNode = new Map<string, ControlResult[]>();
  readonly #known = new Map<string, ControlResult>();

  /** Errors: DamagedRun. */
  add(text: string, where: string): void {
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const row = parsed(line, where);
      const controls = this.#byNode.get(row.instance_id) ?? [];
      this.#byNode.set(row.instance_id, controls);
      controls.push(this.#shared(controlOf(row)));
    }
  }

  all(): NodeFindings[] {
    return [...this.#byNode].map(([instanceId, controls]) => ({ instanceId, controls }));
  }

  #shared(control: ControlResult): ControlResult {
    const key = JSON.stringify(control);
    const one = this.#known.get(key) ?? control;
    this.#known.set(key, one);
    return one;
  }
}

type ControlRow = Row<'controls'> & { instance_id: string; control_id: string };

function parsed(line: string, where: string): ControlRow {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new WinhardenError({
      code: 'DamagedRun',
      message: `${where} holds a line that is not JSON: ${(cause as Error).message}`,
      suggestions: ['leave the run out with --since, or have its reports at hand instead of its rows'],
      cause,
    });
  }
}

function controlOf({ control_id, status, found, required, message }: ControlRow): ControlResult {
  return {
    id: control_id,
    status: status as ControlResult['status'],
    found: valueFrom(found),
    required: valueFrom(required),
    ...(message !== null && { message }),
  };
}

/** Rows hold lists and objects as JSON. */
function valueFrom(text: string | null): unknown {
  if (text === null || !/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
