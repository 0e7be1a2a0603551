import type { RunPorts } from '../../src/core/run/run-context.ts';
import { aroundCalls } from '../around-calls.ts';

/** Ports of a program that is killed in the middle: from then on nothing that it asks for happens, or is ever answered. */
export interface Mortal {
  ports: RunPorts;
  /** Ends when it is killed. */
  killed: Promise<'killed'>;
}

/** `at`: the call, counted from one, at which it dies: before it is made or, where it is `made`, before its answer is seen. */
export function mortal(ports: RunPorts, at: number, made: boolean): Mortal {
  let calls = 0;
  let dead = false;
  let die: (word: 'killed') => void;
  const killed = new Promise<'killed'>((resolve) => {
    die = resolve;
  });
  const never = () => new Promise<never>(() => {});
  const around = <T>(call: () => T): T => {
    if (dead) return never() as T;
    if (++calls < at) return call();
    dead = true;
    const last = made ? Promise.resolve(call()).catch(() => {}) : Promise.resolve();
    last.then(() => die('killed'));
    return never() as T;
  };
  const { clock, ids, calls: count, version, ...rest } = ports;
  return { ports: { clock, ids, calls: count, version, ...aroundCalls(rest, around) }, killed };
}
