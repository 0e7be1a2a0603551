import { EXIT } from '../core/errors.ts';

export interface Interrupt {
  signal: AbortSignal;
  release(): void;
}

/** The first Ctrl-C (or SIGTERM) aborts the signal, so that the work ends in order; the second leaves at once. */
export function listenForInterrupt(onFirst: () => void, leave: (code: number) => void = process.exit): Interrupt {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) return leave(EXIT.interrupted);
    controller.abort();
    onFirst();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, onSignal);
  const release = () => {
    for (const name of signals) process.off(name, onSignal);
  };
  return { signal: controller.signal, release };
}
